using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Referent.Formats;

namespace Referent.Training.Configuration;

/// <summary>
/// Configurations are immutable records. A file holds only what differs from the defaults, with camelCase keys; <c>--set a.b=c</c>
/// overrides one value. An unknown key is refused with the nearest known name.
/// </summary>
public static class ConfigFile
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>What a file may have parts for.</summary>
    private static readonly string[] Trainings = ["clip", "sam", "ppt", "tris-stage1", "irnet", "tris-stage2"];

    /// <param name="path">A JSON file.</param>
    /// <param name="overrides">Each <c>key.key=value</c>; values are JSON, or text where they are not.</param>
    /// <param name="section">A file may hold configurations of several kinds, each under its name: the one that is meant here.</param>
    /// <exception cref="ConfigException">The file is not JSON, a key is unknown, or a value has the wrong type.</exception>
    public static TConfig Load<TConfig>(string path, IEnumerable<string> overrides, string? section = null)
        where TConfig : class, new()
    {
        JsonObject given = Read(path);
        if (section is not null)
        {
            given = given[section] as JsonObject ?? (IsOfOthers(given)
                ? throw new ConfigException($"{path} is for {string.Join(", ", given.Select(pair => pair.Key))}, not for {section}.")
                : given);
        }

        foreach (string item in overrides)
        {
            Override(given, item);
        }

        return Of<TConfig>(given, path);
    }

    /// <summary>The configuration that differs from the defaults by some values.</summary>
    /// <param name="given">What differs.</param>
    /// <param name="source">Where it comes from, for messages.</param>
    /// <exception cref="ConfigException">A key is unknown, or a value has the wrong type.</exception>
    public static TConfig Of<TConfig>(JsonObject given, string source)
        where TConfig : class, new()
    {
        RefuseUnknown(given, Defaults<TConfig>(), source, string.Empty);
        try
        {
            return given.Deserialize<TConfig>(Options)!;
        }
        catch (JsonException fault)
        {
            // What follows counts lines of a text that nobody has written.
            string key = fault.Path?.TrimStart('$', '.') is { Length: > 0 } named ? $"{named}: " : string.Empty;
            throw new ConfigException($"{source}: {key}{fault.Message.Split(" Path: ")[0]}", fault);
        }
    }

    /// <summary>
    /// Puts the values of one object into another, those of inner objects one by one. A list is replaced by a list; an object in its place
    /// changes those of its elements whose <c>name</c> it has for keys.
    /// </summary>
    /// <param name="target">Is changed.</param>
    /// <param name="values">Stay as they are.</param>
    /// <param name="source">Where they come from, for messages.</param>
    /// <exception cref="ConfigException">The list has no element of a name.</exception>
    public static void Merge(JsonObject target, JsonObject values, string source)
    {
        foreach ((string key, JsonNode? value) in values)
        {
            if (value is JsonObject inner && target[key] is JsonObject there)
            {
                Merge(there, inner, source);
            }
            else if (value is JsonObject changes && target[key] is JsonArray list)
            {
                foreach ((string name, JsonNode? change) in changes)
                {
                    JsonObject fields = change as JsonObject ?? throw new ConfigException($"{source}: {key}.{name} wants an object.");
                    Merge(Named(list, key, name, source), fields, source);
                }
            }
            else
            {
                target[key] = value?.DeepClone();
            }
        }
    }

    /// <summary>Every value of a configuration, defaults included, as indented JSON.</summary>
    public static string Resolve<TConfig>(TConfig config) => JsonSerializer.Serialize(config, Options) + "\n";

    /// <summary>The first key whose values differ, with both.</summary>
    /// <param name="there">A configuration by <see cref="Resolve"/>.</param>
    /// <param name="here">Another.</param>
    /// <returns>For a message, such as <c>batchSize 4, not 8</c>; null where they are the same.</returns>
    /// <exception cref="JsonException">One is no JSON.</exception>
    public static string? Difference(string there, string here) => Difference(string.Empty, JsonNode.Parse(there), JsonNode.Parse(here));

    /// <summary>The object in a JSON file; comments and trailing commas may stand in it.</summary>
    /// <exception cref="ConfigException">There is none.</exception>
    public static JsonObject Read(string path)
    {
        try
        {
            JsonDocumentOptions lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
            return JsonNode.Parse(File.ReadAllText(path), documentOptions: lenient)
                as JsonObject ?? throw new ConfigException($"{path}: expected a JSON object.");
        }
        catch (JsonException fault)
        {
            throw new ConfigException($"{path}: {fault.Message}", fault);
        }
        catch (FileNotFoundException fault)
        {
            throw new ConfigException($"{path}: no such file.", fault);
        }
    }

    private static JsonObject Defaults<TConfig>()
        where TConfig : class, new() => (JsonObject)JsonSerializer.SerializeToNode(new TConfig(), Options)!;

    /// <summary>Whether a file has parts for trainings, and nothing else.</summary>
    private static bool IsOfOthers(JsonObject given) => given.Count > 0 && given.All(pair => Trainings.Contains(pair.Key));

    private static void Override(JsonObject root, string item)
    {
        int equals = item.IndexOf('=');
        if (equals < 1)
        {
            throw new ConfigException($"--set {item}: expected key.key=value.");
        }

        string[] keys = item[..equals].Split('.');
        JsonObject at = root;
        for (int i = 0; i < keys.Length - 1; i++)
        {
            at = at[keys[i]] switch
            {
                JsonArray list when i < keys.Length - 2 => Named(list, keys[i], keys[++i], $"--set {item}"),
                JsonObject inner => inner,
                _ => (JsonObject)(at[keys[i]] = new JsonObject()),
            };
        }

        at[keys[^1]] = ValueOf(item[(equals + 1)..]);
    }

    private static string? Difference(string key, JsonNode? there, JsonNode? here) => (there, here) switch
    {
        (JsonObject one, JsonObject other) => one.Select(pair => pair.Key).Union(other.Select(pair => pair.Key))
            .Select(name => Difference(key.Length == 0 ? name : $"{key}.{name}", one[name], other[name]))
            .FirstOrDefault(difference => difference is not null),
        (JsonArray one, JsonArray other) when one.Count == other.Count => Enumerable.Range(0, one.Count)
            .Select(i => Difference($"{key}.{(one[i] is JsonObject item && NameOf(item).Length > 0 ? NameOf(item) : i)}", one[i], other[i]))
            .FirstOrDefault(difference => difference is not null),
        _ => JsonNode.DeepEquals(there, here) ? null : $"{key} {Shown(there)}, not {Shown(here)}",
    };

    private static string Shown(JsonNode? value) => value?.ToJsonString() ?? "null";

    private static JsonObject Named(JsonArray list, string key, string name, string source)
    {
        JsonObject[] items = [.. list.OfType<JsonObject>()];
        return Array.Find(items, item => NameOf(item) == name) ?? throw new ConfigException(
            $"{source}: {key} has nothing of the name '{name}'; the nearest there is '{NearestName.Of(name, items.Select(NameOf))}'.");
    }

    private static string NameOf(JsonObject item) => item["name"]?.ToString() ?? string.Empty;

    private static JsonNode? ValueOf(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }

    private static void RefuseUnknown(JsonObject given, JsonObject known, string path, string prefix)
    {
        foreach ((string key, JsonNode? value) in given)
        {
            if (!known.ContainsKey(key))
            {
                string? nearest = NearestName.Of(key, known.Select(pair => pair.Key));
                throw new ConfigException($"{path}: unknown key '{prefix}{key}'; the nearest known one is '{prefix}{nearest}'.");
            }

            if (value is JsonObject && known[key] is JsonArray)
            {
                throw new ConfigException($"{path}: '{prefix}{key}' is a list; elements can be changed by their names only where the file has them.");
            }

            // An object that is empty by default takes any names.
            if (value is JsonObject inner && known[key] is JsonObject { Count: > 0 } knownInner)
            {
                RefuseUnknown(inner, knownInner, path, $"{prefix}{key}.");
            }
        }
    }
}
