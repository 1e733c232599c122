using System.Text;
using Referent.Data;
using Referent.Data.Refer;
using Referent.Torch;
using Referent.Torch.Weights;
using Referent.Training.Foundations;
using Referent.Training.Tris;
using Referent.Training.Tris.Labels;

namespace Referent.Training.Tests.Tris;

/// <summary>The pictures and phrases of the world, arranged as ReferIt is: a ref has one sentence, and the official program cannot train on it.</summary>
[Collection(nameof(TrainingWorld))]
public sealed class ReferItTrainingTests
{
    private readonly TrainingWorld _world;
    private readonly string _root;

    public ReferItTrainingTests(TrainingWorld world)
    {
        _world = world;
        _root = world.NewFolder();
        Write(LabelledWorld.Refs(world.Root));
    }

    private static TrisData Data => new() { Dataset = "referit", SelectionSplit = "train" };

    [Fact]
    public void It_goes_from_sentences_to_the_second_stage()
    {
        string stage1 = Run("stage1"), irnet = Run("irnet"), stage2 = Run("stage2"), labels = Run("labels");
        Runs.Whole(TrisStage1Trainer.Run, Stage1, _root, stage1);
        MapSource source = MapSource.OfRun(stage1);
        new ResponseMapper(source, new ResponseMapOptions { DataDirectory = _root, Folder = labels, Dataset = "referit" }).Run(new At(), CancellationToken.None);
        AnswerEverywhere(labels);
        IrNetTrainingConfig heads = new()
        {
            Labels = labels,
            Data = new LabelledRefs { Dataset = "referit" },
            Trunk = new IrNetTrunkSource { Sizes = new IrNetTrunkSizes { Width = 8 } },
            EdgeWidth = 8,
            DisplacementWidth = 8,
            Refs = 2,
            CropSize = 64,
            Radius = 3,
            BatchSize = 2,
            Steps = 1,
        };
        Runs.Whole(IrNetTrainer.Run, heads, _root, irnet);
        IReadOnlyList<TrainingSample> refs = TrainingView.Load(_root, "referit", "train").Samples;
        new PseudoMasker(FinalWeights.PathIn(irnet), labels, _root, refs).Run(new At(), CancellationToken.None);
        TrisStage2TrainingConfig masks = new()
        {
            Labels = labels,
            Data = Data,
            Backbone = new TrisBackboneSource { Weights = Path.Combine(stage1, "final.safetensors") },
            ImageSize = 64,
            TextLength = 12,
            BatchSize = 4,
            Steps = 1,
        };
        Runs.Whole(TrisStage2Trainer.Run, masks, _root, stage2);

        using ResponseMapFile maps = TrisLabelFiles.OpenMaps(labels);
        Assert.Equal(refs.Select(item => item.RefId).Order(), maps.Refs.Order());
        Assert.Equal(maps.Refs, maps.Sentences);        // the ids of a ref and of its only sentence are one
        Assert.True(File.Exists(Path.Combine(stage2, "final.safetensors")));
    }

    /// <summary>What is learnt from is every pickle there, since all are read.</summary>
    [Fact]
    public void The_weights_know_which_pickles_they_have_learnt_from()
    {
        string one = Run("one"), other = Run("other");
        Runs.Whole(TrisStage1Trainer.Run, Stage1, _root, one);
        File.AppendAllText(Path.Combine(_root, "referit/annotations/train.pickle"), "\n");
        Runs.Whole(TrisStage1Trainer.Run, Stage1, _root, other);
        Assert.NotEqual(Fingerprint(one), Fingerprint(other));
        Assert.Equal(Runs.Weights(one, "lan_project.weight"), Runs.Weights(other, "lan_project.weight"));

        static string Fingerprint(string run)
        {
            using SafetensorsFile file = SafetensorsFile.Open(Path.Combine(run, "final.safetensors"));
            return file.Header.Metadata["data"];
        }
    }

    /// <summary>Refs of one picture calibrate each other, though each has a single sentence; the sets fills up what is missing.</summary>
    [Fact]
    public void Phrases_of_the_same_picture_are_the_negatives_of_the_calibration()
    {
        IReadOnlyList<TrainingSample> refs = TrainingView.Load(_root, "referit", "train").Samples;
        TrisTexts texts = new(refs, text => [text.Length, 1]);
        Assert.All(Enumerable.Range(0, refs.Count), item =>
        {
            Assert.Single(refs[item].Sentences);
            int own = texts.SentencesOf(item)[0];
            int[] others = texts.DrawOthers(item, own, 2, NegativeTopUp.WholeSet, new CounterRandom(item));
            Assert.Equal(2, others.Distinct().Count());
            Assert.All(others, other => Assert.NotEqual(texts.TextOf(own), texts.TextOf(other)));
            Assert.All(others, other => Assert.Equal(refs[item].ImagePath, refs[other].ImagePath));
        });
    }

    private TrisStage1TrainingConfig Stage1 => new()
    {
        Preset = _world.Preset,
        Data = Data,
        Backbone = new TrisBackboneSource { Sizes = ResNetClip.Sizes },
        ImageSize = 64,
        Width = 32,
        PictureNegatives = 2,
        BatchSize = 4,
        Steps = 2,
        EvaluationRefs = 3,
    };

    private string Run(string name) => Path.Combine(_root, "runs", name);

    /// <summary>Makes all responses positive, which those of a few steps need not be.</summary>
    private static void AnswerEverywhere(string labels)
    {
        using TensorScope scope = TensorScope.Begin();
        string path = Path.Combine(labels, TrisLabelFiles.Maps);
        using ResponseMapFile maps = ResponseMapFile.Open(path);
        Tensor all = Tensor.Stack([.. maps.Refs.Select(id => maps.Read(id))], 0);
        ResponseMapFile.Write(path, all.Abs() + 0.1, maps.Refs, maps.Sentences);
    }

    /// <summary>A pickle of protocol 0, and the pictures by their numbers; masks and boxes stand in it and are not read.</summary>
    private void Write(IReadOnlyList<TrainingSample> refs)
    {
        Directory.CreateDirectory(Path.Combine(_root, "referit/annotations"));
        Directory.CreateDirectory(Path.Combine(_root, "referit/images"));
        StringBuilder pickle = new("(d");
        foreach ((int at, IGrouping<string, TrainingSample> picture) in refs.GroupBy(item => item.ImagePath, StringComparer.Ordinal).Index())
        {
            File.Copy(picture.Key, Path.Combine(_root, $"referit/images/{at + 1}.jpg"));
            string annotations = string.Concat(picture.Select(item =>
                $"(dS'query'\nS'{item.Sentences[0].Text}'\nsS'bbox'\n(l(lI0\naI0\naI2\naI2\naasS'segmentation'\n(l(dS'size'\n(lI2\naI2\nasS'counts'\nS'04'\nsasa"));
            pickle.Append($"S'{at + 1}'\n(dS'annotations'\n(l{annotations}ss");
        }

        File.WriteAllText(Path.Combine(_root, "referit/annotations/train.pickle"), pickle.Append('.').ToString());
    }
}
