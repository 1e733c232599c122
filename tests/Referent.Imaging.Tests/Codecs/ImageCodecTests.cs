using Referent.Imaging.Codecs;

namespace Referent.Imaging.Tests.Codecs;

public class ImageCodecTests
{
    [Fact]
    public void All_codecs_are_found_with_their_versions()
    {
        IReadOnlyList<ImageCodec> codecs = ImageCodec.Inspect();
        Assert.Equal(["JPEG", "PNG", "WebP"], codecs.Select(codec => codec.Format));
        Assert.All(codecs, codec => Assert.Matches(@"^(\d+\.\d+\.\d+|unknown)$", codec.Version));
        Assert.All(codecs, codec => Assert.True(codec.IsFound));
    }
}
