using Referent.Data;
using Referent.Imaging;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Training.Ppt.Data;

/// <summary>A square canvas on which objects are laid one over another; it keeps what is whose.</summary>
internal sealed class Layers
{
    private readonly int _side;
    private readonly int[] _owner;
    private readonly List<(string ClassName, int Area)> _objects = [];

    public Layers(int side)
    {
        _side = side;
        Canvas = new RgbImage(new ImageSize(side, side));
        _owner = new int[side * side];
    }

    public RgbImage Canvas { get; }

    /// <summary>Lays a whole picture into a rectangle; its mask becomes an object.</summary>
    public void AddPicture(LoadedObject item, int left, int top, int width, int height)
    {
        ImageSize size = new(height, width);
        RgbImage picture = Resampling.Resize(item.Picture, size, Interpolation.BilinearAntialias);
        byte[] coverage = Coverage(item.Mask, size);
        int number = Begin(item.ClassName, coverage);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int at = ((top + y) * _side) + left + x;
                picture.Pixels.AsSpan(((y * width) + x) * 3, 3).CopyTo(Canvas.Pixels.AsSpan(at * 3));
                _owner[at] = coverage[(y * width) + x] >= Half ? number : 0;
            }
        }
    }

    /// <summary>Lays the object alone somewhere on the canvas, its longer side <paramref name="length"/> pixels.</summary>
    public void AddCutOut(LoadedObject item, double length, CounterRandom random)
    {
        BoxXyxy box = RunLengthMask.FromMask(item.Mask).BoundingBox();
        double scale = length / Math.Max(box.Width, box.Height);
        ImageSize size = new(Math.Max(1, (int)(item.Picture.Height * scale)), Math.Max(1, (int)(item.Picture.Width * scale)));
        RgbImage picture = Resampling.Resize(item.Picture, size, Interpolation.BilinearAntialias);
        byte[] coverage = Coverage(item.Mask, size);
        int number = Begin(item.ClassName, coverage);

        // The box, not the whole picture, must lie on the canvas.
        int left = random.Below(Math.Max(1, _side - (int)(box.Width * scale))) - (int)(box.Left * scale);
        int top = random.Below(Math.Max(1, _side - (int)(box.Height * scale))) - (int)(box.Top * scale);
        for (int y = Math.Max(0, -top); y < Math.Min(size.Height, _side - top); y++)
        {
            for (int x = Math.Max(0, -left); x < Math.Min(size.Width, _side - left); x++)
            {
                int cover = coverage[(y * size.Width) + x];
                if (cover == 0)
                {
                    continue;
                }

                int at = ((top + y) * _side) + left + x;
                Blend(picture.Pixels.AsSpan(((y * size.Width) + x) * 3, 3), Canvas.Pixels.AsSpan(at * 3, 3), cover);
                _owner[at] = cover >= Half ? number : _owner[at];
            }
        }
    }

    /// <summary>The picture and its objects, without those of which less than a share can be seen.</summary>
    public Collage Flatten(double minVisible)
    {
        List<PlacedObject> placed = [];
        for (int number = 1; number <= _objects.Count; number++)
        {
            byte[] pixels = [.. _owner.Select(owner => owner == number ? (byte)1 : (byte)0)];
            int visible = pixels.Count(pixel => pixel != 0);
            if (visible > 0 && visible >= minVisible * _objects[number - 1].Area)
            {
                placed.Add(new PlacedObject(_objects[number - 1].ClassName, new BinaryMask(Canvas.Size, pixels)));
            }
        }

        return new Collage(Canvas, placed);
    }

    /// <summary>Coverage, of 255, from which a pixel belongs to an object. Chosen: most of it is the object's.</summary>
    private const int Half = 128;

    private static void Blend(ReadOnlySpan<byte> over, Span<byte> under, int cover)
    {
        for (int channel = 0; channel < 3; channel++)
        {
            under[channel] = (byte)(((over[channel] * cover) + (under[channel] * (255 - cover)) + 127) / 255);
        }
    }

    /// <summary>The mask at another size, 0 to 255: the share of each pixel it covers.</summary>
    private static byte[] Coverage(BinaryMask mask, ImageSize size)
    {
        byte[] grey = new byte[mask.Pixels.Length * 3];
        for (int i = 0; i < mask.Pixels.Length; i++)
        {
            grey[i * 3] = (byte)(mask.Pixels[i] * 255);
        }

        RgbImage resized = Resampling.Resize(new RgbImage(mask.Size, grey), size, Interpolation.BilinearAntialias);
        byte[] coverage = new byte[size.PixelCount];
        for (int i = 0; i < coverage.Length; i++)
        {
            coverage[i] = resized.Pixels[i * 3];
        }

        return coverage;
    }

    private int Begin(string className, byte[] coverage)
    {
        _objects.Add((className, coverage.Count(cover => cover >= Half)));
        return _objects.Count;
    }
}
