using Referent.Data.Refer;
using Referent.Imaging;
using Referent.Imaging.Codecs;
using Referent.Imaging.Masks;

namespace Referent.Cli.Evaluating;

/// <summary>Puts the sentences of a dataset to a segmenter.</summary>
/// <param name="segmenter">Borrowed.</param>
/// <param name="dataset">With the ground truth, which only the oracle sees.</param>
internal sealed class SentenceQuestions(Segmenter segmenter, ReferDataset dataset)
{
    private (long AnnotationId, RunLengthMask Mask, Segmentation? Found)? _oracle;

    /// <exception cref="InvalidDataException">The picture is of another size than the annotations say.</exception>
    public static RgbImage Decode(ReferImage picture)
    {
        RgbImage image = ImageDecoder.ReadFile(picture.Path);
        return image.Size == picture.Size
            ? image
            : throw new InvalidDataException($"the picture is {image.Size} (width x height), by the annotations {picture.Size}.");
    }

    /// <returns>The mask, and all that was found out; null where the oracle has nothing to point at.</returns>
    /// <exception cref="InvalidDataException">The sentence is empty.</exception>
    public (RunLengthMask Mask, Segmentation? Found) Ask(EmbeddedImage image, Ref reference, ReferSentence sentence)
    {
        if (segmenter.Method == SegmentationMethod.OracleSam)
        {
            return AskOracle(image, reference);
        }

        if (string.IsNullOrWhiteSpace(sentence.Text))
        {
            throw new InvalidDataException("the sentence is empty.");
        }

        Segmentation found = segmenter.Segment(image, sentence.Text);
        return (RunLengthMask.FromMask(found.Mask), found);
    }

    /// <summary>An object has one draw of points, whatever sentence is about it.</summary>
    private (RunLengthMask Mask, Segmentation? Found) AskOracle(EmbeddedImage image, Ref reference)
    {
        if (_oracle is not var (annotationId, mask, found) || annotationId != reference.AnnotationId)
        {
            RunLengthMask truth = dataset.MaskOf(dataset.Annotations[reference.AnnotationId], MaskConvention.SumIsOne);
            found = truth.Area == 0 ? null : segmenter.SegmentTruth(image, truth.ToMask(), seed: reference.AnnotationId);
            mask = found is null ? truth : RunLengthMask.FromMask(found.Mask);
            _oracle = (reference.AnnotationId, mask, found);
        }

        return (mask, found);
    }
}
