using System.Runtime.InteropServices;

namespace Referent.Torch.Interop;

/// <summary>Owns one <c>at::Tensor</c> of the bridge.</summary>
internal sealed class TensorHandle : SafeHandle
{
    /// <param name="handle">A tensor the bridge handed out; this object frees it.</param>
    public TensorHandle(nint handle)
        : base(invalidHandleValue: 0, ownsHandle: true) => SetHandle(handle);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        NativeMethods.FreeTensor(handle);
        return true;
    }
}
