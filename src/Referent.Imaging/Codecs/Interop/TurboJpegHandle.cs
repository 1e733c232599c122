using Microsoft.Win32.SafeHandles;

namespace Referent.Imaging.Codecs.Interop;

/// <summary>A TurboJPEG compressor or decompressor; each serves one call, so that threads share nothing.</summary>
internal sealed class TurboJpegHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => TurboJpeg.Destroy(handle) == 0;
}
