using System.Text;
using Referent.Data.Refer;
using Referent.TestSupport;

namespace Referent.Data.Tests.Refer;

/// <summary>Alone in its process while it runs: it measures processor time and memory.</summary>
[CollectionDefinition(nameof(MeasuredAlone), DisableParallelization = true)]
public sealed class MeasuredAlone;

/// <summary>A dataset as large as RefCOCO: 50,000 refs with 142,209 sentences, written as Python 2 writes it.</summary>
[Collection(nameof(MeasuredAlone))]
public sealed class ReferSizeTests
{
    private const int Refs = 50_000;
    private const int Sentences = 142_209;
    private const long MemoryLimit = 500L << 20;

    [Fact]
    public void A_refs_file_of_RefCOCOs_size_loads_within_500_megabytes()
    {
        using TemporaryFolder folder = new();
        folder.Write("refcoco/refs(unc).p", Pickle());

        long before = GC.GetTotalAllocatedBytes();
        TrainingView view = TrainingView.Load(folder.FullPath, "refcoco", "train");

        Assert.Equal(Refs, view.Samples.Count);
        Assert.Equal(Sentences, view.Samples.Sum(sample => sample.Sentences.Count));
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, MemoryLimit);
    }

    private static string Pickle()
    {
        StringBuilder text = new("(lp1\n");
        int memo = 2;
        int sentence = 0;
        for (int id = 0; id < Refs; id++)
        {
            text.Append($"(dp{memo++}\nS'sent_ids'\np{memo++}\n(lp{memo++}\nI1\naI2\nasS'file_name'\np{memo++}\nS'COCO_train2014_{id:D12}_{id}.jpg'\np{memo++}\n");
            text.Append($"sS'ann_id'\np{memo++}\nI{id}\nsS'ref_id'\nI{id}\nsS'image_id'\nI{id}\nsS'category_id'\nI1\nsS'split'\nS'train'\nsS'sentences'\n(lp{memo++}\n");
            for (int end = (int)((id + 1L) * Sentences / Refs); sentence < end; sentence++)
            {
                text.Append($"(dp{memo++}\nS'tokens'\n(lp{memo++}\nS'the'\np{memo++}\naS'man'\np{memo++}\naS'in'\np{memo++}\naS'green'\np{memo++}\nas");
                text.Append($"S'raw'\nS'The man in green {sentence}'\np{memo++}\nsS'sent_id'\nI{sentence}\nsS'sent'\nS'the man in green {sentence}'\np{memo++}\nsa");
            }

            text.Append("sa");
        }

        return text.Append('.').ToString();
    }
}
