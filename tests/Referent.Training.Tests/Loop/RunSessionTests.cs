using Referent.TestSupport;
using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Optim;
using Referent.Torch.Weights;
using Referent.Training.Checkpoints;
using Referent.Training.Loop;

namespace Referent.Training.Tests.Loop;

public sealed class RunSessionTests : IDisposable
{
    private static readonly RunPlan Plan = new() { Stage = "toy", Seed = 3, TotalSteps = 6, CheckpointEvery = 2 };

    private readonly TemporaryFolder _folder = new();

    private string Folder => _folder.PathOf("run");

    private RunOptions Options => new() { OutputDirectory = Folder, Resume = true };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_that_holds_something_is_refused_unless_resuming_is_asked_for()
    {
        RunSession.Prepare(new RunOptions { OutputDirectory = Folder }, "{}\n");
        Assert.Contains("--resume", Refusal(new RunOptions { OutputDirectory = Folder }, "{}\n"), StringComparison.Ordinal);
        RunSession.Prepare(Options, "{}\n");
        Assert.Equal("{}\n", File.ReadAllText(Path.Combine(Folder, "config.json")));
    }

    [Fact]
    public void Resuming_where_nothing_is_starts_from_the_beginning()
    {
        Take(Options, until: 1);
        Assert.Equal([0], Steps());
    }

    [Fact]
    public void The_folder_of_another_configuration_is_refused_and_left_as_it_is()
    {
        RunSession.Prepare(new RunOptions { OutputDirectory = Folder }, "{\"seed\":1}\n");
        _folder.Write("run/metrics.jsonl", string.Empty);
        Assert.Contains("config.json has seed 1, not 2", Refusal(Options, "{\"seed\":2}\n"), StringComparison.Ordinal);
        Assert.Equal("{\"seed\":1}\n", File.ReadAllText(Path.Combine(Folder, "config.json")));
    }

    /// <summary>A run that could not begin, for want of data, had to be deleted before the mended command ran.</summary>
    [Fact]
    public void The_configuration_of_a_run_that_has_not_begun_gives_way_to_another()
    {
        RunSession.Prepare(new RunOptions { OutputDirectory = Folder }, "{\"seed\":1}\n");
        RunSession.Prepare(Options, "{\"seed\":2}\n");
        Assert.Equal("{\"seed\":2}\n", File.ReadAllText(Path.Combine(Folder, "config.json")));
    }

    [Fact]
    public void What_could_not_begin_is_taken_back_and_what_has_begun_stays()
    {
        RunSession.Prepare(new RunOptions { OutputDirectory = Folder }, "{}\n");
        RunSession.Withdraw(Folder);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Folder));
        RunSession.Prepare(new RunOptions { OutputDirectory = Folder }, "{}\n");
        _folder.Write("run/metrics.jsonl", string.Empty);
        RunSession.Withdraw(Folder);
        Assert.Equal(2, Directory.EnumerateFileSystemEntries(Folder).Count());
    }

    [Fact]
    public void A_complete_run_says_that_nothing_is_left_to_do()
    {
        Told notes = new();
        Take(Options with { Notes = notes }, until: 6);
        Assert.Empty(notes.Lines);
        Take(Options with { Notes = notes }, until: 6);
        Assert.EndsWith("all 6 steps have been taken already.", Assert.Single(notes.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_loss_that_is_not_finite_stops_with_step_and_samples_and_the_last_checkpoint_stands(double loss)
    {
        string message = Assert.Throws<TrainingException>(() => Take(Options, until: 6, step => step == 3 ? loss : 1)).Message;

        Assert.Contains("toy, step 3", message, StringComparison.Ordinal);
        Assert.Contains("samples of step 3", message, StringComparison.Ordinal);
        Assert.Equal([0, 1, 2], Steps());
        using LoadedCheckpoint? checkpoint = new CheckpointStore(Folder).LoadNewest();
        Assert.Equal(2, checkpoint!.State.Step);
    }

    [Fact]
    public void Asked_to_stop_it_ends_the_step_and_saves_and_goes_on_with_weights_moments_and_random_state()
    {
        using CancellationTokenSource stop = new();
        float[] stopped = Take(Options with { Stop = stop.Token }, until: 6, step =>
        {
            TorchRuntime.Seed(77);
            if (step == 2)
            {
                stop.Cancel();
            }

            return 1;
        });
        byte[] random = GeneratorState();
        Assert.Equal([0, 1, 2], Steps());

        TorchRuntime.Seed(5);
        using WeightStore weights = Toy(out Linear layer);
        using Adam optimiser = Optimiser(weights);
        using RunSession session = RunSession.Begin(Options, Plan, weights, optimiser);

        Assert.Equal((3, 3), (session.Step, optimiser.Steps));
        Assert.Equal(stopped, layer.Weight.ToArray<float>());
        Assert.Equal(random, GeneratorState());
        Assert.Contains(optimiser.State.Values, moment => moment.ToArray<float>().Any(value => value != 0));
    }

    [Fact]
    public void Measures_are_due_every_so_often_and_at_the_end()
    {
        List<long> due = [];
        RunSession.Prepare(Options, "{}\n");
        using WeightStore weights = Toy(out _);
        using Adam optimiser = Optimiser(weights);
        using (RunSession session = RunSession.Begin(Options, Plan, weights, optimiser))
        {
            while (session.Continues)
            {
                if (session.IsDue(4))
                {
                    due.Add(session.Step);
                    session.Record(new Dictionary<string, double> { ["accuracy"] = 0.5 });
                }

                session.Advance(new Dictionary<string, double> { ["loss"] = 1 }, () => "");
            }
        }

        Assert.Equal([3, 5], due);
        Assert.Equal([0, 1, 2, 3, 3, 4, 5, 5], Steps());
    }

    /// <summary>The square of a large gradient is infinite and moves its weight by nothing, then and ever after.</summary>
    [Theory]
    [InlineData(false, "layer.weight is not finite")]
    [InlineData(true, "the optimiser's v.layer.")]
    public void A_weight_or_a_moment_that_is_not_finite_is_named_and_the_last_checkpoint_stands(bool moment, string told)
    {
        RunSession.Prepare(Options, "{}\n");
        using WeightStore weights = Toy(out Linear layer);
        using Adam optimiser = Optimiser(weights);
        using RunSession session = RunSession.Begin(Options, Plan, weights, optimiser);
        for (int step = 0; step < 3; step++)
        {
            session.Advance(new Dictionary<string, double> { ["loss"] = 1 }, () => "");
        }

        using (NoGrad.Begin())
        {
            Tensor broken = moment ? optimiser.State["v.layer.weight"] : layer.Weight;
            broken.AddInPlace(Tensor.Full(double.PositiveInfinity, [.. broken.Shape]));
        }

        string message = Assert.Throws<TrainingException>(() => session.Advance(new Dictionary<string, double> { ["loss"] = 1 }, () => "")).Message;
        Assert.Contains($"toy, after step 3: {told}", message, StringComparison.Ordinal);
        using LoadedCheckpoint? checkpoint = new CheckpointStore(Folder).LoadNewest();
        Assert.Equal(2, checkpoint!.State.Step);
    }

    private static WeightStore Toy(out Linear layer)
    {
        WeightStore weights = WeightStore.Initialise(1);
        layer = Linear.Create(weights.Root.In("layer"), 2, 3);
        return weights;
    }

    private static Adam Optimiser(WeightStore weights) =>
        new(weights.ParameterNames.Select(name => (name, weights.Tensors[name], Decay: false)), new AdamOptions());

    private static byte[] GeneratorState()
    {
        using Tensor state = TensorScope.Detach(TorchRuntime.GeneratorState(Device.Cpu));
        return state.ToArray<byte>();
    }

    private static string Refusal(RunOptions options, string config) =>
        Assert.Throws<RunDirectoryException>(() => RunSession.Prepare(options, config)).Message;

    /// <summary>Trains the toy on nothing in particular and gives its weights at the end.</summary>
    private static float[] Take(RunOptions options, long until, Func<long, double>? loss = null)
    {
        RunSession.Prepare(options, "{}\n");
        using WeightStore weights = Toy(out Linear layer);
        using Adam optimiser = Optimiser(weights);
        using RunSession session = RunSession.Begin(options, Plan, weights, optimiser);
        while (session.Continues && session.Step < until)
        {
            using TensorScope scope = TensorScope.Begin();
            long step = session.Step;
            optimiser.ClearGradients();
            layer.Forward(Tensor.From([1f, step], 1, 2)).Sum().Backward();
            optimiser.Step(0.1);
            session.Advance(new Dictionary<string, double> { ["loss"] = loss?.Invoke(step) ?? 1 }, () => $"samples of step {step}");
        }

        return layer.Weight.ToArray<float>();
    }

    private IEnumerable<long> Steps() => Runs.Metrics(Folder).Select(line => line.GetProperty("step").GetInt64());

    private sealed class Told : IProgress<string>
    {
        public List<string> Lines { get; } = [];

        public void Report(string value) => Lines.Add(value);
    }
}
