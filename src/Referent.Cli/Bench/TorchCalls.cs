using System.Diagnostics;
using Referent.Torch;

namespace Referent.Cli.Bench;

/// <summary>The calls that are timed, as this program makes them; native/bench/torch_bench.cpp makes the same ones in C++.</summary>
internal sealed class TorchCalls : IDisposable
{
    /// <summary>An addition is too short for the clock: this many are timed at once.</summary>
    private const int Additions = 1000;

    private readonly Tensor _four = Tensor.Ones([4]);
    private readonly Tensor _x = Tensor.Ones([4096, 768]);
    private readonly Tensor _weight = Tensor.Ones([3072, 768]);
    private readonly Tensor _bias = Tensor.Ones([3072]);

    /// <summary>Median of <paramref name="times"/> times of adding 4 elements, dispatch and freeing included, in microseconds.</summary>
    public double Add(int times) => Median(times, Additions, () => _four.Add(_four).Dispose());

    /// <summary>Median of <paramref name="times"/> times of a linear layer, 4096 x 768 x 3072, in microseconds.</summary>
    public double Linear(int times) => Median(times, 1, () => _x.Linear(_weight, _bias).Dispose());

    public void Dispose()
    {
        foreach (Tensor tensor in new[] { _four, _x, _weight, _bias })
        {
            tensor.Dispose();
        }
    }

    private static double Median(int times, int calls, Action call)
    {
        double[] measured = new double[times];
        for (int i = 0; i < times; i++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int k = 0; k < calls; k++)
            {
                call();
            }

            measured[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds / calls;
        }

        Array.Sort(measured);
        return measured[times / 2];
    }
}
