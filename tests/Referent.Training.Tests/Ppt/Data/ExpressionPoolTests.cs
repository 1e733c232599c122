using Referent.Presets;
using Referent.Torch;
using Referent.Training.Ppt;
using Referent.Training.Ppt.Data;

namespace Referent.Training.Tests.Ppt.Data;

[Collection(nameof(TrainingWorld))]
public sealed class ExpressionPoolTests(TrainingWorld world)
{
    [Fact]
    public void A_batch_has_words_and_nouns_in_its_own_order()
    {
        using TensorScope scope = TensorScope.Begin();
        using FrozenModels frozen = FrozenModels.Load(PresetFolder.Open(world.Preset));
        using ExpressionPool pool = new(frozen.Phrases, ["cat", "the Dog on the left", "dog"]);

        ExpressionBatch batch = pool.Batch(["the Dog on the left", "cat", "dog"]);

        Assert.Equal(["dog", "cat", "dog"], batch.Nouns);
        Tensor words = frozen.Phrases.EncodeWords("cat").Features;
        Assert.InRange((batch.Features.Words.Narrow(0, 1, 1).Narrow(1, 0, (int)words.Size(1)) - words).Abs().Max([]).Item(), 0, 1e-5);
        Assert.Equal(batch.Features.Padding.Size(1) - words.Size(1), batch.Features.Padding.Select(0, 1).ToArray<bool>().Count(padded => padded));
    }
}
