using System.Reflection;

namespace Referent.Torch.Tests.Gradients;

/// <summary>Spells methods so that overloads differ: <c>Add(Tensor, Double)</c>.</summary>
internal static class OperatorName
{
    /// <summary>Every public method of <see cref="Tensor"/> that makes tensors.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. typeof(Tensor).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(method => MakesTensors(method.ReturnType)).Select(Of).Order(StringComparer.Ordinal),
    ];

    private static string Of(MethodInfo method) => $"{method.Name}({string.Join(", ", method.GetParameters().Select(parameter => parameter.ParameterType.Name))})";

    private static bool MakesTensors(Type type) =>
        type == typeof(Tensor) || type == typeof(Tensor[]) || (type.IsGenericType && type.GetGenericArguments().Any(MakesTensors));
}
