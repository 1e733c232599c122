namespace Referent.Torch;

/// <summary>Where a tensor's memory is: the CPU, or a CUDA device.</summary>
/// <param name="Index">-1 for the CPU, otherwise the CUDA device's number.</param>
public readonly record struct Device(int Index)
{
    public static Device Cpu => new(-1);

    public bool IsCuda => Index >= 0;

    public static Device Cuda(int index = 0) => new(index);

    public override string ToString() => IsCuda ? $"cuda:{Index}" : "cpu";
}
