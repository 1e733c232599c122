using System.Text;
using System.Text.Json;
using Referent.Data.Refer;
using Referent.Imaging.Masks;
using Referent.TestSupport;

namespace Referent.Evaluation.Tests;

/// <summary>A data root written from a few lines, in the layout of RefCOCO; it goes when the test ends.</summary>
internal sealed class TinyDataset : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringBuilder _refs = new("(l");
    private readonly List<object> _annotations = [];
    private readonly Dictionary<long, object> _images = [];
    private int _sentences;

    public string Root => _folder.FullPath;

    /// <summary>Adds an object; its box is the mask's own unless given; a damaged one has no outline.</summary>
    public TinyDataset Annotate(long annotation, long image, RunLengthMask mask, bool crowd = false, double[]? box = null, bool damaged = false)
    {
        Referent.Imaging.Geometry.BoxXyxy own = mask.BoundingBox();
        _images[image] = new { id = image, file_name = $"COCO_train2014_{image:D12}.jpg", height = mask.Size.Height, width = mask.Size.Width };
        _annotations.Add(new
        {
            id = annotation,
            image_id = image,
            category_id = 1,
            iscrowd = crowd ? 1 : 0,
            bbox = box ?? [own.Left, own.Top, own.Width, own.Height],
            segmentation = damaged ? null : new { size = new[] { mask.Size.Height, mask.Size.Width }, counts = mask.ToCompressedString() },
        });
        return this;
    }

    /// <summary>Adds a ref with sentences, numbered from 0 through the dataset.</summary>
    public TinyDataset Refer(long annotation, long image, string split, int sentences)
    {
        _refs.Append($"(dS'ref_id'\nI{annotation * 10}\nsS'ann_id'\nI{annotation}\nsS'image_id'\nI{image}\nsS'category_id'\nI1\nsS'split'\nS'{split}'\nsS'sentences'\n(l");
        for (int i = 0; i < sentences; i++, _sentences++)
        {
            _refs.Append($"(dS'sent_id'\nI{_sentences}\nsS'sent'\nS'sentence {_sentences}'\nsa");
        }

        _refs.Append("sa");
        return this;
    }

    public ReferDataset Load()
    {
        _folder.Write("refcoco/refs(unc).p", _refs + ".");
        _folder.Write(
            "refcoco/instances.json",
            JsonSerializer.Serialize(new { images = _images.Values, annotations = _annotations, categories = new[] { new { id = 1, name = "thing" } } }));
        return ReferDataset.Load(Root, "refcoco");
    }

    public void Dispose() => _folder.Dispose();
}
