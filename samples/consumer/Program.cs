using Referent;
using Referent.Imaging.Codecs;

using Segmenter segmenter = Segmenter.Load();
using EmbeddedImage image = segmenter.Embed(ImageDecoder.ReadFile(args[0]));
foreach (string phrase in args[1..])
{
    Segmentation result = segmenter.Segment(image, phrase);
    File.WriteAllBytes($"{phrase}.png", PngEncoder.Encode(result.Mask));
    Console.WriteLine($"{phrase}: score {result.Score:F2}");
}
