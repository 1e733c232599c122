namespace Referent.Torch.Tests;

/// <summary>Counts for leak tests.</summary>
internal static class LiveTensors
{
    /// <summary>Tensors alive once those that earlier tests left to the finaliser are gone, so that it frees none later.</summary>
    public static long Settled()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return TorchRuntime.LiveTensors;
    }
}
