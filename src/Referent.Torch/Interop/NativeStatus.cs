using System.Runtime.InteropServices;

namespace Referent.Torch.Interop;

/// <summary>Turns the bridge's status and error text into an exception or nothing.</summary>
internal static unsafe class NativeStatus
{
    /// <summary>Room for an error message; libtorch's longest shape complaints are about 1 KB.</summary>
    public const int ErrorCapacity = 2048;

    public static void Check(int status, byte* error)
    {
        if (status != 0)
        {
            throw new TorchException(Marshal.PtrToStringUTF8((nint)error) ?? "libtorch gave no message");
        }
    }
}
