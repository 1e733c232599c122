namespace Referent.Imaging.Tests.Geometry;

/// <summary>The reproducible noise that the golden resizes start from (tests/fixtures/imaging/resize.txt).</summary>
internal static class Noise
{
    public static byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        uint state = 1;
        for (int i = 0; i < length; i++)
        {
            state = (state * 1664525) + 1013904223;
            bytes[i] = (byte)(state >> 24);
        }

        return bytes;
    }
}
