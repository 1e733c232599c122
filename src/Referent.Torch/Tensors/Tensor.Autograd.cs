using Referent.Torch.Interop;

namespace Referent.Torch;

/// <summary>Gradients.</summary>
public sealed unsafe partial class Tensor
{
    /// <summary>Whether gradients with respect to this tensor are recorded. Settable on leaves only.</summary>
    public bool RequiresGrad
    {
        get
        {
            byte* error = stackalloc byte[NativeStatus.ErrorCapacity];
            NativeStatus.Check(NativeMethods.GetRequiresGrad(Handle, out int value, new NativeError(error, NativeStatus.ErrorCapacity)), error);
            return value != 0;
        }

        set
        {
            byte* error = stackalloc byte[NativeStatus.ErrorCapacity];
            NativeStatus.Check(NativeMethods.SetRequiresGrad(Handle, value ? 1 : 0, new NativeError(error, NativeStatus.ErrorCapacity)), error);
        }
    }

    /// <summary>Adds d(this)/d(leaf) to the gradient of every leaf that requires one; this tensor has one element.</summary>
    public void Backward()
    {
        byte* error = stackalloc byte[NativeStatus.ErrorCapacity];
        NativeStatus.Check(NativeMethods.Backward(Handle, new NativeError(error, NativeStatus.ErrorCapacity)), error);
    }

    /// <summary>The accumulated gradient (shares memory with the stored one), or null where there is none.</summary>
    public Tensor? Gradient()
    {
        byte* error = stackalloc byte[NativeStatus.ErrorCapacity];
        NativeStatus.Check(NativeMethods.Gradient(Handle, out nint gradient, new NativeError(error, NativeStatus.ErrorCapacity)), error);
        return gradient == 0 ? null : Own(gradient);
    }

    /// <summary>Drops the accumulated gradient.</summary>
    public void ClearGradient()
    {
        byte* error = stackalloc byte[NativeStatus.ErrorCapacity];
        NativeStatus.Check(NativeMethods.ClearGradient(Handle, new NativeError(error, NativeStatus.ErrorCapacity)), error);
    }
}
