using System.CommandLine;
using System.Globalization;
using Referent.Cli.Parsing;
using Referent.Torch;
using Referent.Training.Loop;
using Referent.Training.Ppt;
using Referent.Training.Ppt.Planning;

namespace Referent.Cli.Commands;

/// <summary>
/// <c>referent bench ppt</c>: how many samples a second a training of the point generator takes, and what of that is SAM's decoder.
/// </summary>
internal static class BenchPptCommand
{
    private static readonly Option<FileInfo> Config = new("--config")
    {
        Description = "Of train ppt, such as configs/ppt-refcoco.json.",
        Required = true,
    };

    private static readonly SetOption Set = new();

    private static readonly Option<int?> Batch = new("--batch")
    {
        Description = "Samples of a step; by default the configuration's.",
        HelpName = "N",
    };

    private static readonly Option<int> Times = new("--times")
    {
        Description = "Steps of each kind that count.",
        DefaultValueFactory = _ => 5,
        HelpName = "N",
    };

    private static readonly DeviceOption Device = new();

    public static Command Create()
    {
        Command command = new("ppt", "Times steps of train ppt on made-up features. Wants an idle machine.") { Config, Set, Batch, Times, Device };
        command.SetAction(parsed => TrainingErrors.Catch(_ =>
        {
            PptConfig config = Set.Load<PptConfig>(parsed, parsed.GetRequiredValue(Config), "ppt");
            config.Validate();
            Run(config, parsed.GetValue(Batch) ?? config.BatchSize, parsed.GetValue(Times), Device.Of(parsed).Resolve(), Console.Out);
            return true;
        }));
        return command;
    }

    private static void Run(PptConfig config, int batch, int times, Device device, TextWriter output)
    {
        using FrozenParts models = FrozenParts.Open(config, device);
        using PptStepTimer timer = new(config, models.Sizes, models.Tower, models.Sam, models.Shape, device);
        double points = timer.Time(batch, maskShare: 0, times);
        PeakMemory.Reset();
        double masks = timer.Time(batch, maskShare: 1, times);
        string memory = device.IsCuda
            ? "memory of the GPU not measured"
            : string.Create(CultureInfo.InvariantCulture, $"peak {PeakMemory.Bytes() / 1e9:F2} GB");
        double total = config.Stages.Sum(stage => stage.Steps * (stage.MaskShare > 0 ? masks : points)) * config.BatchSize / batch;
        string weights = models.IsRandom ? $", {FrozenParts.RandomName}" : string.Empty;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{timer.Parameters:N0} parameters, {TorchRuntime.Environment.Threads} threads, batch {batch}{weights}"));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"with masks     {masks * 1000,8:F0} ms a step, {batch / masks,8:F1} samples/s, {memory}; "
            + $"SAM's decoder and the mask losses {1 - (points / masks):P0}; values are read {timer.Reads} times a step"));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"points alone   {points * 1000,8:F0} ms a step, {batch / points,8:F1} samples/s"));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"the whole run  {total / 3600,8:F1} h for {config.Stages.Sum(stage => stage.Steps):N0} steps of {config.BatchSize}"));
    }
}
