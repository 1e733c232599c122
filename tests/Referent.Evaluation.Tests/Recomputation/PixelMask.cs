using System.Text.Json;

namespace Referent.Evaluation.Tests.Recomputation;

/// <summary>A mask as a plain table of pixels, read from COCO's compressed string by code that Referent does not share.</summary>
internal sealed class PixelMask
{
    private readonly bool[,] _inside;

    private PixelMask(bool[,] inside) => _inside = inside;

    public int Height => _inside.GetLength(0);

    public int Width => _inside.GetLength(1);

    public bool this[int x, int y] => _inside[y, x];

    /// <param name="mask">With <c>size</c> and <c>counts</c>.</param>
    public static PixelMask Read(JsonElement mask)
    {
        int height = mask.GetProperty("size")[0].GetInt32(), width = mask.GetProperty("size")[1].GetInt32();
        bool[,] inside = new bool[height, width];
        int at = 0;
        bool value = false;
        foreach (long run in Runs(mask.GetProperty("counts").GetString()!))
        {
            for (long end = at + run; at < end; at++)
            {
                inside[at % height, at / height] = value;
            }

            value = !value;
        }

        return new PixelMask(inside);
    }

    /// <summary>Where exactly one of several masks lies.</summary>
    public static PixelMask ExactlyOne(IReadOnlyList<PixelMask> parts)
    {
        bool[,] inside = new bool[parts[0].Height, parts[0].Width];
        for (int y = 0; y < parts[0].Height; y++)
        {
            for (int x = 0; x < parts[0].Width; x++)
            {
                inside[y, x] = parts.Count(part => part[x, y]) == 1;
            }
        }

        return new PixelMask(inside);
    }

    public IEnumerable<(int X, int Y)> Pixels() =>
        from y in Enumerable.Range(0, Height) from x in Enumerable.Range(0, Width) where _inside[y, x] select (x, y);

    public int Count(Func<int, int, bool> holds) => Pixels().Count(pixel => holds(pixel.X, pixel.Y));

    public int Area => Count((_, _) => true);

    /// <summary>Five bits a character, the lowest first; from the fourth run on the difference to the run before the last.</summary>
    private static List<long> Runs(string text)
    {
        List<long> runs = [];
        for (int at = 0; at < text.Length;)
        {
            long number = 0;
            int shift = 0, digit;
            do
            {
                digit = text[at++] - '0';
                number |= (long)(digit & 31) << shift;
                shift += 5;
            }
            while ((digit & 32) != 0);
            number = (digit & 16) != 0 ? number - (1L << shift) : number;
            runs.Add(runs.Count > 2 ? number + runs[^2] : number);
        }

        return runs;
    }
}
