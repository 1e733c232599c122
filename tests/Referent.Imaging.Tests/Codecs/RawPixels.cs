using System.Globalization;
using System.Text;
using Referent.TestSupport;

namespace Referent.Imaging.Tests.Codecs;

/// <summary>Expected pixels beside a picture: a line "width height channels", then the bytes (tests/fixtures/imaging/README.md).</summary>
internal sealed record RawPixels(int Width, int Height, int Channels, byte[] Bytes)
{
    public static string Folder => Fixtures.PathOf("imaging/codecs");

    public static byte[] Encoded(string name) => File.ReadAllBytes(Path.Combine(Folder, name));

    public static RawPixels Of(string name)
    {
        byte[] file = File.ReadAllBytes(Path.Combine(Folder, name + ".raw"));
        int end = Array.IndexOf(file, (byte)'\n');
        int[] numbers = [.. Encoding.ASCII.GetString(file, 0, end).Split(' ').Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
        return new RawPixels(numbers[0], numbers[1], numbers[2], file[(end + 1)..]);
    }
}
