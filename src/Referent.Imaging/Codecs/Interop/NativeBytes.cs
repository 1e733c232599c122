using System.Runtime.InteropServices;

namespace Referent.Imaging.Codecs.Interop;

/// <summary>Copies what a codec allocated; the caller frees the original.</summary>
internal static class NativeBytes
{
    public static byte[] Copy(nint source, nuint length)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(checked((int)length));
        Marshal.Copy(source, bytes, 0, bytes.Length);
        return bytes;
    }
}
