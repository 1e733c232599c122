using Referent.Formats.Pickle;

namespace Referent.Data.Refer;

/// <summary>A dict of a pickle whose fields are read by name and type.</summary>
/// <param name="value">What should be a dict.</param>
/// <param name="path">The file, for messages.</param>
/// <param name="where">The place in it, for messages.</param>
internal readonly struct PickleFields(object? value, string path, string where)
{
    private readonly PickleDict _dict = value as PickleDict ?? throw new InvalidDataException($"{path}: {where} is not a dict.");

    public string Path => path;

    public string Where => where;

    /// <exception cref="InvalidDataException">There is no such field, or it has another type.</exception>
    public T Get<T>(string name) => _dict.TryGetValue(name, out object? field) && field is T typed
        ? typed
        : throw new InvalidDataException($"{path}: {where} has no '{name}' of type {Describe(typeof(T))}.");

    /// <summary>A list or a tuple.</summary>
    /// <inheritdoc cref="Get" path="/exception"/>
    public IReadOnlyList<object?> GetItems(string name) => AsItems(Get<object>(name));

    public IReadOnlyList<object?> AsItems(object? field) =>
        field as IReadOnlyList<object?> ?? throw Fault("something that is not a list where one is expected");

    public double AsNumber(object? field) => field switch
    {
        long number => number,
        double number => number,
        _ => throw Fault("something that is not a number where one is expected"),
    };

    public InvalidDataException Fault(string what) => new($"{path}: {where} has {what}.");

    private static string Describe(Type type) => type == typeof(long) ? "int"
        : type == typeof(string) ? "str"
        : type == typeof(object) ? "any kind"
        : "list";
}
