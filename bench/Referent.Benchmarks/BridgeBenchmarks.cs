using BenchmarkDotNet.Attributes;
using Referent.Torch;

namespace Referent.Benchmarks;

/// <summary>What a call through the bridge costs: time and managed memory.</summary>
[MemoryDiagnoser]
public class BridgeBenchmarks
{
    private Tensor _four = null!;
    private Tensor _x = null!;
    private Tensor _weight = null!;
    private Tensor _bias = null!;
    private Tensor _leaf = null!;

    [GlobalSetup]
    public void MakeTensors()
    {
        _four = Tensor.Ones([4]);
        _x = Tensor.Ones([4096, 768]);
        _weight = Tensor.Ones([3072, 768]);
        _bias = Tensor.Ones([3072]);
        _leaf = Tensor.Ones([4]);
        _leaf.RequiresGrad = true;
    }

    [GlobalCleanup]
    public void FreeTensors()
    {
        foreach (Tensor tensor in new[] { _four, _x, _weight, _bias, _leaf })
        {
            tensor.Dispose();
        }
    }

    /// <summary>Dispatch, a result and its freeing.</summary>
    [Benchmark(Baseline = true)]
    public void Add() => _four.Add(_four).Dispose();

    /// <summary>The same, freed by a scope.</summary>
    [Benchmark]
    public void AddInScope()
    {
        using TensorScope scope = TensorScope.Begin();
        _four.Add(_four);
    }

    /// <summary>A list argument.</summary>
    [Benchmark]
    public void Reshape() => _four.Reshape(2, 2).Dispose();

    /// <summary>A graph of two nodes and its backward pass.</summary>
    [Benchmark]
    public void Backward()
    {
        using TensorScope scope = TensorScope.Begin();
        _leaf.Mul(_four).Sum().Backward();
    }

    /// <summary>A linear layer of 4096 x 768 x 3072.</summary>
    [Benchmark]
    public void Linear() => _x.Linear(_weight, _bias).Dispose();
}
