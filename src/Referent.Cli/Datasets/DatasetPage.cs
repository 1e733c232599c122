using System.Globalization;
using System.Net;
using Referent.Data;
using Referent.Data.Checks;
using Referent.Data.Refer;
using Referent.Imaging.Masks;

namespace Referent.Cli.Datasets;

/// <summary>One HTML file that needs nothing else: pictures as they are on disk, masks as outlines over them, sentences below.</summary>
/// <param name="page">Where to.</param>
/// <param name="dataset">Of the refs.</param>
internal sealed class DatasetPage(TextWriter page, ReferDataset dataset)
{
    private const string MaskEdge =
        "stroke: currentColor; stroke-width: 2px; vector-effect: non-scaling-stroke; filter: drop-shadow(0 0 1px #fff);";

    private const string Hint = "Point at a sentence to see its mask alone, at a picture to see it without masks.";

    private const string Head = $$"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <title>TITLE</title>
        <style>
        body { font: 15px/1.4 system-ui, sans-serif; margin: 1.5rem; background: #fafafa; color: #222; }
        main { display: flex; flex-wrap: wrap; gap: 1.2rem; align-items: flex-start; }
        article { width: 22rem; background: #fff; padding: .7rem; border: 1px solid #ddd; }
        .picture { position: relative; }
        .picture img, .picture .absent { width: 100%; display: block; background: #ccc; }
        .fault { color: #b00020; margin: .3rem 0; }
        .picture svg { position: absolute; inset: 0; width: 100%; height: 100%; }
        path { fill-opacity: .2; fill-rule: evenodd; {{MaskEdge}} }
        path.on { fill-opacity: .7; }
        svg:has(path.on) path:not(.on), .picture:hover svg { opacity: 0; }
        li { margin-top: .3rem; }
        small { color: #777; }
        .c0 { fill: #e6194b; color: #e6194b; } .c1 { fill: #4363d8; color: #4363d8; } .c2 { fill: #3cb44b; color: #3cb44b; }
        .c3 { fill: #f58231; color: #f58231; } .c4 { fill: #911eb4; color: #911eb4; } .c5 { fill: #008080; color: #008080; }
        </style>
        </head>
        <body>
        <h1>TITLE</h1>
        <p><label>Split <select id="split"><option value="">all</option>OPTIONS</select></label>. {{Hint}}</p>
        <main>

        """;

    private const string Tail = """
        </main>
        <script>
        document.getElementById('split').addEventListener('change', event => {
          for (const card of document.querySelectorAll('article')) {
            card.hidden = event.target.value !== '' && !card.dataset.splits.split(' ').includes(event.target.value);
          }
        });
        document.addEventListener('mouseover', event => {
          for (const path of document.querySelectorAll('path.on')) path.classList.remove('on');
          const item = event.target.closest('li');
          if (item) document.getElementById(item.dataset.mask).classList.add('on');
        });
        </script>
        </body>
        </html>

        """;

    /// <summary>Colours of masks in one picture, which then repeat.</summary>
    private const int Colours = 6;

    private readonly Dictionary<PictureState, int> _pictures = [];
    private int _masks;

    /// <summary>What could not be shown as it should be, a line each; empty where all is well.</summary>
    public IEnumerable<string> Faults()
    {
        (int Count, string Noun, string One, string Many)[] kinds =
        [
            (_pictures.GetValueOrDefault(PictureState.Missing), "picture", "is missing", "are missing"),
            (_pictures.GetValueOrDefault(PictureState.Unreadable), "picture", "cannot be read", "cannot be read"),
            (_pictures.GetValueOrDefault(PictureState.OtherSize),
                "picture", "has another size than its annotations", "have another size than their annotations"),
            (_masks, "mask", "cannot be read", "cannot be read"),
        ];
        return kinds.Where(kind => kind.Count > 0)
            .Select(kind => $"{Counted.Of(kind.Count, kind.Noun)} {(kind.Count == 1 ? kind.One : kind.Many)}; the page says which.");
    }

    /// <param name="refs">Those to choose from.</param>
    /// <param name="limit">Pictures of each split.</param>
    /// <returns>How many pictures the page has.</returns>
    public int Write(IReadOnlyList<Ref> refs, int limit)
    {
        string[] splits = [.. refs.Select(reference => reference.Split).Distinct()];
        HashSet<long> chosen = [.. splits.SelectMany(split => Spread.Evenly(PicturesOf(refs, split), limit))];
        string title = $"{dataset.Files.Dataset} ({dataset.Files.SplitBy})";
        page.Write(Head.Replace("TITLE", Text(title), StringComparison.Ordinal)
            .Replace("OPTIONS", string.Concat(splits.Select(split => $"<option>{Text(split)}</option>")), StringComparison.Ordinal));
        foreach (IGrouping<long, Ref> picture in refs.Where(item => chosen.Contains(item.ImageId)).GroupBy(item => item.ImageId))
        {
            WriteCard(dataset.Images[picture.Key], [.. picture]);
        }

        page.Write(Tail);
        return chosen.Count;
    }

    private static long[] PicturesOf(IReadOnlyList<Ref> refs, string split) =>
        [.. refs.Where(item => item.Split == split).Select(item => item.ImageId).Distinct()];

    private void WriteCard(ReferImage image, Ref[] refs)
    {
        string[] splits = [.. refs.Select(reference => reference.Split).Distinct()];
        page.WriteLine($"<article data-splits=\"{Text(string.Join(' ', splits))}\">");
        page.WriteLine($"<div class=\"picture\">{Picture(image, out string label)}<svg viewBox=\"0 0 {image.Size.Width} {image.Size.Height}\">");
        string[] faults = [.. refs.Select((reference, i) => WriteMask(reference, i))];
        page.WriteLine($"</svg></div>{label}<small>{Text(image.FileName)}, {image.Size}, {Text(string.Join(", ", splits))}</small><ul>");
        for (int i = 0; i < refs.Length; i++)
        {
            string category = dataset.Categories.GetValueOrDefault(refs[i].CategoryId) is { } name ? $" <small>{Text(name)}</small>" : "";
            string sentences = Text(string.Join(" \u00b7 ", refs[i].Sentences.Select(sentence => sentence.Text)));
            page.WriteLine($"<li data-mask=\"r{refs[i].Id}\"><b class=\"c{i % Colours}\">&#9632;</b>{category} {sentences}{faults[i]}</li>");
        }

        page.WriteLine("</ul></article>");
    }

    /// <returns>What its sentences are marked with: nothing, unless the mask cannot be read.</returns>
    private string WriteMask(Ref reference, int index)
    {
        string outline = "", fault = "";
        try
        {
            ReferAnnotation annotation = dataset.Annotations[reference.AnnotationId];
            outline = Outline(annotation.Segmentation.ToMask(dataset.SizeOf(annotation), MaskConvention.Union));
        }
        catch (InvalidDataException damage)
        {
            _masks++;
            fault = $" <span class=\"fault\">its mask cannot be read: {Text(damage.Message)}</span>";
        }

        page.WriteLine($"<path id=\"r{reference.Id}\" class=\"c{index % Colours}\" d=\"{outline}\"/>");
        return fault;
    }

    /// <summary>The file as it is, inside the page, or a box in its place.</summary>
    /// <param name="label">What is wrong with it; goes below, where no mask lies over it.</param>
    private string Picture(ReferImage image, out string label)
    {
        PictureLook look = PictureLook.At(image);
        _pictures[look.State] = _pictures.GetValueOrDefault(look.State) + 1;
        string wrong = look.State switch
        {
            PictureState.Missing => "the picture is missing",
            PictureState.Unreadable => "the picture cannot be read",
            PictureState.OtherSize => $"size disagrees: the picture is {look.Size}, by the annotations {image.Size} (width x height)",
            _ => "",
        };
        label = wrong.Length > 0 ? $"<p class=\"fault\">{wrong}</p>" : "";
        if (look.State is PictureState.Missing or PictureState.Unreadable)
        {
            return $"<div class=\"absent\" style=\"aspect-ratio: {image.Size.Width} / {image.Size.Height}\"></div>";
        }

        byte[] bytes = File.ReadAllBytes(image.Path);
        string kind = bytes is [0x89, ..] ? "png" : bytes is [(byte)'R', ..] ? "webp" : "jpeg";
        return $"<img src=\"data:image/{kind};base64,{Convert.ToBase64String(bytes)}\" alt=\"{Text(image.FileName)}\" loading=\"lazy\">";
    }

    private static string Outline(RunLengthMask mask) => string.Concat(MaskOutlines.Trace(mask.ToMask()).Select(part =>
        $"M{string.Join(' ', part.Select(number => number.ToString(CultureInfo.InvariantCulture)))}Z"));

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
