using System.CommandLine;
using Referent.Cli.Parsing;
using Referent.Cli.Weights;
using Referent.Models;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Cli.Commands;

/// <summary><c>referent embed</c>: what a model makes of an image and a text, to compare it with other programs.</summary>
internal static class EmbedCommand
{
    private static readonly Option<FileInfo> Weights = new("--weights")
    {
        Description = "safetensors, .pth or .pt; sizes are read off the weights.",
        Required = true,
    };

    private static readonly Option<FileInfo?> Vocabulary = new("--vocabulary")
    {
        Description = "CLIP's merges; looked for beside the weights and among downloads otherwise.",
    };

    private static readonly Option<FileInfo?> Image = new("--image") { Description = "A picture." };
    private static readonly Option<string?> Text = new("--text") { Description = "A text." };
    private static readonly Option<FileInfo> Output = new("--output", "-o") { Description = "The safetensors file to write.", Required = true };

    private static readonly DTypeOption Products = new();

    public static Command Create()
    {
        Option<string> model = new("--model") { Description = "clip, sam, tris-stage1 or tris-stage2.", Required = true };
        model.AcceptOnly("clip", "sam", "tris-stage1", "tris-stage2");
        Command command = new("embed", "Writes what CLIP, SAM or TRIS makes of an image and a text, before any normalisation.")
        {
            model, Weights, Vocabulary, Image, Text, Output, Products,
        };
        command.SetAction(parsed => CommandErrors.Catch(() => Run(parsed, parsed.GetRequiredValue(model))));
        return command;
    }

    private static void Run(ParseResult parsed, string model)
    {
        Embedding embedding = new(
            parsed.GetValue(Image)?.FullName, parsed.GetValue(Text), parsed.GetValue(Vocabulary)?.FullName, Console.Error.WriteLine)
        {
            Matrices = Products.Of(parsed),
        };
        string weights = parsed.GetRequiredValue(Weights).FullName;
        using NoGrad noGrad = NoGrad.Begin();
        using TensorScope scope = TensorScope.Begin();
        IReadOnlyDictionary<string, Tensor> outputs = Compute(embedding, model, weights);
        SafetensorsWriter.Write(parsed.GetRequiredValue(Output).FullName, outputs, new Dictionary<string, string> { ["model"] = model });
        foreach ((string name, Tensor tensor) in outputs)
        {
            Console.Error.WriteLine($"{name} [{string.Join(", ", tensor.Shape)}]");
        }
    }

    /// <exception cref="WeightFormatException">
    /// The file cannot be read or does not fit; where it is of another model, the message says so in a line.
    /// </exception>
    private static IReadOnlyDictionary<string, Tensor> Compute(Embedding embedding, string model, string weights)
    {
        try
        {
            return model switch
            {
                "sam" => embedding.OfSam(weights),
                "tris-stage1" => embedding.OfTrisStage1(weights),
                "tris-stage2" => embedding.OfTrisStage2(weights),
                _ => embedding.OfClip(weights),
            };
        }
        catch (WeightFormatException fault)
        {
            using WeightFile file = FoundationWeights.Open(weights);
            if (FoundationModel.KindOf(file) is { } kind && kind != model)
            {
                throw new WeightFormatException($"{weights} holds weights of {kind}, not of {model}; give --model {kind}.", fault);
            }

            throw;
        }
    }
}
