using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Referent.Formats;
using Referent.Models.PointPrompting;

namespace Referent.Presets;

/// <summary>Reads and writes <c>preset.json</c>: camelCase keys; an unknown key is refused with the nearest known name.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(LocaliserKindConverter), typeof(BridgerNormConverter)],
    WriteIndented = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(Preset))]
internal sealed partial class PresetJson : JsonSerializerContext
{
    /// <exception cref="FormatException">The text is no preset; the message says where and why.</exception>
    public static Preset Read(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            RefuseUnknown(document.RootElement, Default.Preset, string.Empty);
            return document.Deserialize(Default.Preset) ?? throw new FormatException("expected a JSON object.");
        }
        catch (JsonException fault)
        {
            throw new FormatException(fault.Message, fault);
        }
    }

    public static string Write(Preset preset) => JsonSerializer.Serialize(preset, Default.Preset) + "\n";

    private static void RefuseUnknown(JsonElement given, JsonTypeInfo known, string prefix)
    {
        if (known.Kind != JsonTypeInfoKind.Object || given.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (JsonProperty property in given.EnumerateObject())
        {
            JsonPropertyInfo? match = known.Properties.FirstOrDefault(candidate => candidate.Name == property.Name);
            if (match is null)
            {
                string? nearest = NearestName.Of(property.Name, known.Properties.Select(candidate => candidate.Name));
                throw new FormatException($"unknown key '{prefix}{property.Name}'; the nearest known one is '{prefix}{nearest}'.");
            }

            RefuseUnknown(property.Value, known.Options.GetTypeInfo(match.PropertyType), $"{prefix}{property.Name}.");
        }
    }
}

internal sealed class LocaliserKindConverter() : JsonStringEnumConverter<LocaliserKind>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false);

internal sealed class BridgerNormConverter() : JsonStringEnumConverter<BridgerNorm>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false);
