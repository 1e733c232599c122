using Referent.Torch.Interop;

namespace Referent.Torch;

/// <summary>Turns gradient recording on on this thread until disposed: for a gradient inside inference, where <see cref="NoGrad"/> holds.</summary>
public readonly ref struct EnableGrad
{
    private readonly int _before;

    private EnableGrad(int before) => _before = before;

    public static EnableGrad Begin()
    {
        int before = NativeMethods.GetGradMode();
        NativeMethods.SetGradMode(1);
        return new EnableGrad(before);
    }

    public void Dispose() => NativeMethods.SetGradMode(_before);
}
