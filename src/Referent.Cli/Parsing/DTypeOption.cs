using System.CommandLine;
using Referent.Torch;

namespace Referent.Cli.Parsing;

/// <summary><c>--dtype</c>: in which type the encoders multiply matrices.</summary>
internal sealed class DTypeOption : Option<string>
{
    public DTypeOption()
        : base("--dtype")
    {
        Description = "Matrix products of the encoders: fp32, or bf16, which is faster where the CPU has instructions for it and less exact.";
        DefaultValueFactory = _ => "fp32";
        this.AcceptOnly("fp32", "bf16");
    }

    public DType Of(ParseResult parsed) => parsed.GetValue(this) == "bf16" ? DType.BFloat16 : DType.Float32;
}
