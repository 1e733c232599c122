using System.CommandLine;
using System.Text.Json;
using Referent.Cli.Datasets;
using Referent.Cli.Segmenting;
using Referent.Data.Refer;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Cli.Commands;

/// <summary><c>referent data masks</c>: every annotation's mask as the COCO tools make it, with its area and box; needs no pictures.</summary>
internal static class DataMasksCommand
{
    private static readonly Option<FileInfo?> Output = new("-o", "--output")
    {
        Description = "File for the JSON lines; by default they are printed.",
        HelpName = "FILE",
    };

    public static Command Create()
    {
        Command command = new("masks", "Prints every annotation's mask, area and box as JSON lines.")
        {
            DatasetOptions.Root, DatasetOptions.Dataset, DatasetOptions.SplitBy, Output,
        };
        command.SetAction(parsed => CommandErrors.Catch(() => Run(parsed)));
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        ReferObjects objects = ReferObjects.Read(DatasetOptions.Locate(parsed));
        IReadOnlyDictionary<long, ImageSize> sizes = objects.SizeOfImage();
        using Stream output = parsed.GetValue(Output) is { } file ? Create(file) : Console.OpenStandardOutput();
        using BufferedStream lines = new(output, 1 << 16);
        int failed = 0;
        foreach ((byte[]? line, string? fault) in objects.Annotations.AsParallel().AsOrdered().Select(annotation => Describe(annotation, sizes)))
        {
            lines.Write(line);
            if (fault is not null)
            {
                failed++;
                Console.Error.WriteLine(fault);
            }
        }

        return failed == 0 ? ExitCode.Done : failed < objects.Annotations.Count ? ExitCode.Partial : ExitCode.Failed;
    }

    private static FileStream Create(FileInfo file)
    {
        file.Directory!.Create();
        return file.Create();
    }

    private static (byte[]? Line, string? Fault) Describe(ReferAnnotation annotation, IReadOnlyDictionary<long, ImageSize> sizes)
    {
        if (!sizes.TryGetValue(annotation.ImageId, out ImageSize size))
        {
            return (null, $"Annotation {annotation.Id}: its image {annotation.ImageId} is not listed, so that its size is not known.");
        }

        try
        {
            return (Format(annotation.Id, annotation.Segmentation.ToMask(size, MaskConvention.Union)), null);
        }
        catch (InvalidDataException fault)
        {
            return (null, fault.Message);
        }
    }

    private static byte[] Format(long annotationId, RunLengthMask mask)
    {
        using MemoryStream line = new();
        using (Utf8JsonWriter json = new(line, JsonLines.Options))
        {
            BoxXyxy box = mask.BoundingBox();
            json.WriteStartObject();
            json.WriteNumber("ann_id", annotationId);
            JsonLines.WriteMaskFields(json, mask);
            json.WriteNumber("area", mask.Area);
            json.WriteStartArray("bbox");
            foreach (double value in (ReadOnlySpan<double>)[box.Left, box.Top, box.Width, box.Height])
            {
                json.WriteNumberValue(value);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        return line.ToArray();
    }
}
