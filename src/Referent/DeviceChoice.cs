using Referent.Torch;

namespace Referent;

/// <summary>Where the models run.</summary>
public enum DeviceChoice
{
    /// <summary>On the first CUDA device where there is one, else on the CPU.</summary>
    Auto,

    Cpu,

    Cuda,
}

/// <summary>What a choice comes to on this machine.</summary>
public static class DeviceChoices
{
    /// <exception cref="NotSupportedException">CUDA was asked for and there is none.</exception>
    public static Device Resolve(this DeviceChoice choice) => choice switch
    {
        DeviceChoice.Cpu => Device.Cpu,
        DeviceChoice.Auto => TorchRuntime.CudaDevices > 0 ? Device.Cuda() : Device.Cpu,
        _ => TorchRuntime.CudaDevices > 0
            ? Device.Cuda()
            : throw new NotSupportedException(
                "libtorch finds no CUDA device on this machine; choose the device cpu or auto, or install a libtorch for CUDA."),
    };
}
