namespace Referent.Torch.Nn;

/// <summary>Instruction sets that the bridge's own kernels are built for.</summary>
public enum KernelKind
{
    /// <summary>The fastest of the others that the CPU runs.</summary>
    Best,
    Avx512,
    Avx2,
    Portable,
}

/// <summary>Names of <see cref="KernelKind"/>.</summary>
internal static class KernelKinds
{
    /// <summary>As the bridge calls them.</summary>
    public static string Name(this KernelKind kind) => kind switch
    {
        KernelKind.Avx512 => "avx512",
        KernelKind.Avx2 => "avx2",
        KernelKind.Portable => "portable",
        _ => string.Empty,
    };
}
