using System.CommandLine;
using Referent.Cli.Evaluating;
using Referent.Cli.Parsing;
using Referent.Cli.Segmenting;
using Referent.Torch;

namespace Referent.Cli.Commands;

/// <summary><c>referent segment</c>: pictures and phrases in, masks out.</summary>
internal static class SegmentCommand
{
    private static readonly Argument<string?> Image = new("IMAGE") { Description = "A JPEG, PNG or WebP picture.", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Argument<string[]> Texts = new("TEXT")
    {
        Description = "What to look for, such as \"the red car on the left\".",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string?> List = new("--list")
    {
        Description = "JSON lines {\"image\",\"text\"} instead of IMAGE and TEXT; paths are relative to the list.",
        HelpName = "FILE.jsonl",
    };

    private static readonly Option<string?> Data = new("--data") { Description = "Ground truth for oracle-sam: a data root.", HelpName = "DIR" };

    private static readonly Option<string?> Output = new("-o", "--output")
    {
        Description = "Folder for the files, by default this one; or a .png for one text in one format; with --json a .json or .jsonl for the lines.",
        HelpName = "PATH",
    };

    private static readonly Option<string?> Format = new("--format")
    {
        Description = $"Of the files: {MaskFormat.Known}, separated by commas; by default png,overlay.",
    };

    private static readonly Option<bool> HeatMap = new("--heat-map")
    {
        Description = "Overlays show how much the method answers at each place, and the mask's outline: for tris, tris-sam and clip-es.",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Print JSON lines; files are written only where -o names a folder." };
    private static readonly DeviceOption Device = new();

    private static readonly DTypeOption Products = new();

    private static readonly Option<int?> Top = new("--top")
    {
        Description = "How many candidates to list in JSON, best first; by default all.",
        HelpName = "N",
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, out int count) && count >= 1)
            {
                return count;
            }

            result.AddError($"--top is a whole number from 1, not {result.Tokens[0].Value}.");
            return null;
        },
    };

    public static Command Create()
    {
        Command command = new("segment", "Cuts out of a picture what a phrase refers to.")
        {
            Image, Texts, List,
            MethodOptions.Method, MethodOptions.Localiser, MethodOptions.MapPrompt, MethodOptions.AsReleased, MethodOptions.Crf, MethodOptions.Preset,
            Data, Output, Format, HeatMap, Json, Device, Products, Top,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, cancellation)));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        try
        {
            Check(parsed);
            SegmenterOptions options = MethodOptions.Read(parsed) with
            {
                Device = Device.Of(parsed),
                BFloat16 = Products.Of(parsed) == DType.BFloat16,
            };
            IReadOnlyList<SegmentRequest> requests = Requests(parsed);
            (OutputFiles files, Stream? json) = Outputs(parsed, requests);
            using JsonLines? lines = json is null ? null : new JsonLines(json, parsed.GetValue(Top));
            GroundTruth? truth = parsed.GetValue(Data) is { } data ? GroundTruth.Read(data) : null;
            using Segmenter segmenter = Segmenter.Load(options);
            if (parsed.GetValue(HeatMap) && !SegmentationMethods.HasMap(segmenter.Method))
            {
                throw new ArgumentException(
                    $"--heat-map shows a method's map, and {SegmentationMethods.NameOf(segmenter.Method)} has none; "
                    + "tris, tris-sam and clip-es have.");
            }

            return new SegmentRun(segmenter, truth, files, lines).Run(requests, cancellation);
        }
        catch (ArgumentException fault)
        {
            Console.Error.WriteLine(fault.Message);
            return ExitCode.Usage;
        }
    }

    /// <exception cref="ArgumentException">The options do not go together.</exception>
    private static void Check(ParseResult parsed)
    {
        bool hasList = parsed.GetValue(List) is not null;
        string[] texts = parsed.GetValue(Texts) ?? [];
        bool isOracle = parsed.GetValue(MethodOptions.Method) == SegmentationMethods.NameOf(SegmentationMethod.OracleSam);
        (bool Holds, string Rule)[] rules =
        [
            (!hasList || parsed.GetValue(Image) is null, "Give either IMAGE and TEXT or --list, not both."),
            (hasList || texts.Length > 0, "Give a picture and at least one text, or --list FILE.jsonl."),
            (!texts.Any(string.IsNullOrWhiteSpace), "A text is empty; say what to look for."),
            (isOracle == parsed.GetValue(Data) is not null, "oracle-sam needs the ground truth, --data DIR; the other methods must not see it."),
        ];
        if (Array.Find(rules, rule => !rule.Holds).Rule is { } broken)
        {
            throw new ArgumentException(broken);
        }
    }

    private static IReadOnlyList<SegmentRequest> Requests(ParseResult parsed)
    {
        if (parsed.GetValue(List) is { } list)
        {
            return SegmentList.Read(list);
        }

        string image = parsed.GetValue(Image)!;
        return [.. parsed.GetValue(Texts)!.Select((text, index) => new SegmentRequest(image, Path.GetFullPath(image), text, index))];
    }

    /// <exception cref="ArgumentException">A format is unknown, or what <c>-o</c> names cannot be written or cannot hold it.</exception>
    private static (OutputFiles Files, Stream? Json) Outputs(ParseResult parsed, IReadOnlyList<SegmentRequest> requests)
    {
        string? output = parsed.GetValue(Output);
        bool json = parsed.GetValue(Json);
        IReadOnlyList<MaskFormat> formats = MaskFormat.Parse(parsed.GetValue(Format) ?? "png,overlay");
        if (json && (output is null || Path.GetExtension(output).ToUpperInvariant() is ".JSON" or ".JSONL"))
        {
            OutputPath.RequireFile(Output.Name, output is null ? null : new FileInfo(output));
            return (OutputFiles.None, output is null ? Console.OpenStandardOutput() : File.Create(output));
        }

        Stream? lines = json ? Console.OpenStandardOutput() : null;
        bool isFile = output is not null && output.EndsWith(".png", StringComparison.OrdinalIgnoreCase) && requests.Count == 1;
        if (isFile && parsed.GetValue(Format) is null)
        {
            formats = [MaskFormat.Png];
        }

        if (!isFile || formats.Count > 1)
        {
            OutputPath.RequireFolder(Output.Name, new DirectoryInfo(output ?? "."));
            return (OutputFiles.InFolder(output ?? ".", formats, parsed.GetValue(HeatMap)), lines);
        }

        if (!formats[0].IsPicture || Path.GetFullPath(output!) == requests[0].FullPath)
        {
            throw new ArgumentException($"{output} can hold a mask or an overlay, and is not the picture itself.");
        }

        OutputPath.RequireFile(Output.Name, new FileInfo(output!));
        return (OutputFiles.AsFile(output!, formats[0], parsed.GetValue(HeatMap)), lines);
    }
}
