using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Referent.Benchmarks;

// In this process: a generated project would not find the bridge beside the checkout. A busy machine may need more than the default 5 minutes.
InProcessEmitToolchain here = new(TimeSpan.FromHours(1), logOutput: true);
IConfig config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(here));
BenchmarkSwitcher.FromAssembly(typeof(BridgeBenchmarks).Assembly).Run(args, config);
