using System.Text.Encodings.Web;
using System.Text.Json;
using Referent.Data.World.Packs;
using Referent.Imaging.Codecs;

namespace Referent.Data.World.Output;

/// <summary>Writes <c>world.json</c>: what the world was made from, enough to make it again.</summary>
internal static class WorldManifest
{
    private static readonly JsonWriterOptions Layout = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Pictures are written as JPEG, sprites read from PNG.</summary>
    private static readonly string[] UsedFormats = ["JPEG", "PNG"];

    public static void Write(string path, WorldOptions options, SpritePack pack)
    {
        using FileStream stream = File.Create(path);
        using Utf8JsonWriter json = new(stream, Layout);
        json.WriteStartObject();
        json.WriteNumber("seed", options.Seed);
        json.WriteStartObject("options");
        json.WriteNumber("scenes", options.Scenes);
        json.WriteNumber("objects", options.Objects);
        json.WriteNumber("captions", options.Captions);
        json.WriteNumber("masks", options.Masks);
        json.WriteString("splits", options.Splits.ToString());
        json.WriteEndObject();
        json.WriteString("programVersion", typeof(WorldManifest).Assembly.GetName().Version!.ToString(3));
        json.WriteStartObject("pack");
        json.WriteString("name", pack.Name);
        json.WriteString("sha256", pack.Sha256);
        json.WriteEndObject();
        json.WriteStartObject("codecs");
        foreach (ImageCodec codec in ImageCodec.Inspect().Where(codec => codec.IsFound && UsedFormats.Contains(codec.Format)))
        {
            json.WriteString(codec.Format, $"{codec.Library} {codec.Version}");
        }

        json.WriteEndObject();
        WriteNames(json, "classes", pack.Classes);
        json.WriteStartObject("heldOut");
        WriteNames(json, "captions", pack.Classes.Where(pack.HeldOutOfCaptions.Contains));
        WriteNames(json, "masks", pack.Classes.Where(pack.HeldOutOfMasks.Contains));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter json, string property, IEnumerable<SpriteClass> classes)
    {
        json.WriteStartArray(property);
        foreach (SpriteClass entry in classes)
        {
            json.WriteStringValue(entry.Name);
        }

        json.WriteEndArray();
    }
}
