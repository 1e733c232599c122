namespace Referent.Formats.Tests;

public sealed class Crc32CTests
{
    [Fact]
    public void The_checksum_is_that_of_RFC_3720() => Assert.Equal(0x8A91_36AAu, Crc32C.Of(new byte[32]));
}
