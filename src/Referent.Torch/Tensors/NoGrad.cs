using Referent.Torch.Interop;

namespace Referent.Torch;

/// <summary>Turns gradient recording off on this thread until disposed.</summary>
public readonly ref struct NoGrad
{
    private readonly int _before;

    private NoGrad(int before) => _before = before;

    public static NoGrad Begin()
    {
        int before = NativeMethods.GetGradMode();
        NativeMethods.SetGradMode(0);
        return new NoGrad(before);
    }

    public void Dispose() => NativeMethods.SetGradMode(_before);
}
