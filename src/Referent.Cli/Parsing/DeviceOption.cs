using System.CommandLine;

namespace Referent.Cli.Parsing;

/// <summary><c>--device</c>: where the models run.</summary>
internal sealed class DeviceOption : Option<string>
{
    public DeviceOption()
        : base("--device")
    {
        Description = "auto, cpu or cuda.";
        DefaultValueFactory = _ => "auto";
        this.AcceptOnly("auto", "cpu", "cuda");
    }

    public DeviceChoice Of(ParseResult parsed) => Enum.Parse<DeviceChoice>(parsed.GetValue(this) ?? "auto", ignoreCase: true);
}
