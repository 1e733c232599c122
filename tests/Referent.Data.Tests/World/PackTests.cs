using Referent.Data.World.Colours;
using Referent.Data.World.Packs;
using Referent.Imaging;
using Referent.Imaging.Codecs;
using Referent.Imaging.Geometry;
using Referent.TestSupport;

namespace Referent.Data.Tests.World;

public sealed class PackTests
{
    [Fact]
    public void The_default_pack_has_150_to_250_classes_of_every_kind()
    {
        Assert.InRange(Worlds.Noto.Classes.Count, 150, 250);
        Assert.True(Worlds.Noto.Classes.CountBy(entry => entry.Kind).All(kind => kind.Value >= 20));
        Assert.Equal(Worlds.Noto.Classes.Count, Worlds.Noto.Classes.Select(entry => entry.Name).Distinct().Count());
        Assert.All(Worlds.Noto.Classes, entry => Assert.Matches("^[a-z]+( [a-z]+)?$", entry.Name));
    }

    [Fact]
    public void No_synonym_means_two_classes()
    {
        string[] names = [.. Worlds.Noto.Classes.SelectMany(entry => (string[])[entry.Name, .. entry.Synonyms])];
        Assert.Equal(names.Length, names.Distinct().Count());
    }

    [Fact]
    public void Held_out_classes_are_two_separate_fifths()
    {
        int fifth = Worlds.Noto.Classes.Count / 5;
        Assert.Equal((fifth, fifth), (Worlds.Noto.HeldOutOfCaptions.Count, Worlds.Noto.HeldOutOfMasks.Count));
        Assert.Empty(Worlds.Noto.HeldOutOfCaptions.Intersect(Worlds.Noto.HeldOutOfMasks));
    }

    [Theory]
    [InlineData("lemon", ColourName.Yellow)]
    [InlineData("tangerine", ColourName.Orange)]
    [InlineData("tomato", ColourName.Red)]
    [InlineData("pine tree", ColourName.Green)]
    [InlineData("dolphin", ColourName.Blue)]
    [InlineData("grapes", ColourName.Purple)]
    [InlineData("flamingo", ColourName.Pink)]
    [InlineData("shoe", ColourName.Brown)]
    [InlineData("ninja", ColourName.Black)]
    [InlineData("snowman", ColourName.White)]
    [InlineData("elephant", ColourName.Gray)]
    public void Sprites_have_the_colours_that_people_say(string name, ColourName expected) =>
        Assert.Equal(expected, Worlds.Noto.SpritesOf(Worlds.Class(name))[0].Natural.Colours.Name);

    [Fact]
    public void A_tinted_sprite_has_one_colour_word_and_it_is_a_new_one()
    {
        foreach (SpriteClass entry in Worlds.Noto.Classes.Where(entry => entry.Index % 4 == 0))
        {
            Sprite sprite = Worlds.Noto.SpritesOf(entry)[0];
            Assert.All(sprite.Tinted, variant => Assert.NotNull(variant.Colours.Name));
            Assert.DoesNotContain(sprite.Natural.Colours.Name, sprite.Tinted.Select(variant => variant.Colours.Name));
            Assert.Equal(sprite.Tinted.Count, sprite.Tinted.Select(variant => variant.Colours.Name).Distinct().Count());
            Assert.True(entry.Kind != SpriteKind.Person || sprite.Tinted.Count == 0);
        }
    }

    [Fact]
    public void A_missing_font_names_the_package_to_install()
    {
        FileNotFoundException error = Assert.Throws<FileNotFoundException>(() => NotoPack.Open("/nowhere/font.ttf"));
        Assert.Contains("fonts-noto-color-emoji", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_font_is_refused()
    {
        using TemporaryFolder folder = new();
        Assert.Throws<InvalidDataException>(() => NotoPack.Open(folder.Write("font.ttf", "no font at all, but long enough")));
    }

    [Fact]
    public void A_folder_of_pngs_is_a_pack_and_known_names_bring_their_kind()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.Write("blue_box.png"), Disc(30, 60, 200));
        File.WriteAllBytes(folder.Write("dog/a.png"), Disc(120, 70, 30));
        File.WriteAllBytes(folder.Write("dog/b.png"), Disc(250, 250, 250));
        SpritePack pack = SpritePack.Open(folder.FullPath);
        Assert.Equal(["blue box", "dog"], pack.Classes.Select(entry => entry.Name));
        Assert.Equal([SpriteKind.Thing, SpriteKind.Animal], pack.Classes.Select(entry => entry.Kind));
        Assert.Equal([1, 2], pack.Classes.Select(entry => pack.SpritesOf(entry).Count));
        Assert.Equal(new ImageSize(20, 20), pack.SpritesOf(pack.Classes[0])[0].Natural.Size);
        Assert.Equal(ColourName.Blue, pack.SpritesOf(pack.Classes[0])[0].Natural.Colours.Name);
    }

    [Fact]
    public void A_pack_keeps_its_hash_when_it_moves_and_loses_it_when_a_pixel_changes()
    {
        using TemporaryFolder a = new();
        using TemporaryFolder b = new();
        File.WriteAllBytes(a.Write("box.png"), Disc(30, 60, 200));
        File.WriteAllBytes(b.Write("box.png"), Disc(30, 60, 200));
        Assert.Equal(SpritePack.Open(a.FullPath).Sha256, SpritePack.Open(b.FullPath).Sha256);
        File.WriteAllBytes(b.Write("box.png"), Disc(30, 60, 201));
        Assert.NotEqual(SpritePack.Open(a.FullPath).Sha256, SpritePack.Open(b.FullPath).Sha256);
    }

    [Fact]
    public void Folders_that_are_no_pack_are_refused_with_the_reason()
    {
        using TemporaryFolder folder = new();
        Assert.Contains("neither", Assert.Throws<DirectoryNotFoundException>(() => SpritePack.Open(folder.FullPath + "/none")).Message, StringComparison.Ordinal);
        Assert.Contains("no PNG", Assert.Throws<InvalidDataException>(() => SpritePack.Open(folder.FullPath)).Message, StringComparison.Ordinal);
        string broken = folder.Write("cat.png", "not a picture");
        Assert.Contains(broken, Assert.Throws<InvalidDataException>(() => SpritePack.Open(folder.FullPath)).Message, StringComparison.Ordinal);
    }

    /// <summary>A disc of 20 pixels across in a transparent picture of 40 x 32.</summary>
    internal static byte[] Disc(byte red, byte green, byte blue)
    {
        RgbaImage image = new(new ImageSize(32, 40));
        for (int y = 0; y < 32; y++)
        {
            for (int x = 0; x < 40; x++)
            {
                double dx = x - 19.5, dy = y - 15.5;
                if ((dx * dx) + (dy * dy) < 100)
                {
                    byte[] pixel = [red, green, blue, 255];
                    pixel.CopyTo(image.Pixels, ((y * 40) + x) * 4);
                }
            }
        }

        return PngEncoder.Encode(image);
    }
}
