using System.Reflection;
using System.Runtime.CompilerServices;

namespace EdgeInfer.PublicApi.Tests;

/// <summary>Types as C# writes them, with <c>?</c> where a reference may be null and the names of tuples' elements.</summary>
internal static class CSharpName
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool", [typeof(char)] = "char",
        [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(short)] = "short", [typeof(ushort)] = "ushort", [typeof(int)] = "int",
        [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(ulong)] = "ulong", [typeof(float)] = "float", [typeof(double)] = "double",
        [typeof(decimal)] = "decimal", [typeof(nint)] = "nint", [typeof(nuint)] = "nuint",
    };

    public static string Of(Type type) => Write(type, null, NoTupleNames);

    public static string Of(ParameterInfo parameter)
    {
        string readOnly = parameter.Position < 0 && parameter.ParameterType.IsByRef
            ? parameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.InteropServices.InAttribute)) ? "ref readonly " : "ref "
            : "";
        return readOnly + Write(parameter.ParameterType, new NullabilityInfoContext().Create(parameter), TupleNames(parameter));
    }

    public static string Of(PropertyInfo property) =>
        (property.PropertyType.IsByRef ? "ref " : "") + Write(property.PropertyType, new NullabilityInfoContext().Create(property), TupleNames(property));

    public static string Of(FieldInfo field) => Write(field.FieldType, new NullabilityInfoContext().Create(field), TupleNames(field));

    public static string Of(EventInfo @event) => Write(@event.EventHandlerType!, new NullabilityInfoContext().Create(@event), NoTupleNames);

    /// <summary>As in a constructor's declaration.</summary>
    public static string WithoutParameters(Type type) => type.Name.Split('`')[0];

    private static IEnumerator<string?> NoTupleNames => Enumerable.Empty<string?>().GetEnumerator();

    /// <summary>Metadata lists them depth first, each tuple's own before those inside.</summary>
    private static IEnumerator<string?> TupleNames(ICustomAttributeProvider declaration) =>
        declaration.GetCustomAttributes(typeof(TupleElementNamesAttribute), false) is [TupleElementNamesAttribute names]
            ? names.TransformNames.GetEnumerator()
            : NoTupleNames;

    private static string Write(Type type, NullabilityInfo? nullability, IEnumerator<string?> tupleNames)
    {
        if (type.IsByRef) return Write(type.GetElementType()!, nullability, tupleNames);
        if (type.IsPointer) return Write(type.GetElementType()!, null, tupleNames) + "*";
        if (Nullable.GetUnderlyingType(type) is { } underlying) return Write(underlying, null, tupleNames) + "?";
        string mark = !type.IsValueType && nullability is { ReadState: NullabilityState.Nullable } ? "?" : "";
        if (type.IsArray) return $"{Write(type.GetElementType()!, nullability?.ElementType, tupleNames)}[{new string(',', type.GetArrayRank() - 1)}]{mark}";
        if (Keywords.TryGetValue(type, out string? keyword)) return keyword + mark;
        if (type.IsGenericParameter) return type.Name + mark;

        Type[] arguments = type.GetGenericArguments();
        if (type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true)
        {
            string?[] names = [.. arguments.Select(_ => tupleNames.MoveNext() ? tupleNames.Current : null)];
            return $"({string.Join(", ", arguments.Select((a, i) => $"{Write(a, Argument(i), tupleNames)} {names[i]}".TrimEnd()))})";
        }

        string outer = type.DeclaringType is { } declaring ? WithoutParameters(declaring) + "." : "";
        string own = arguments.Length == 0 ? "" : $"<{string.Join(", ", arguments.Select((a, i) => Write(a, Argument(i), tupleNames)))}>";
        return outer + WithoutParameters(type) + own + mark;

        NullabilityInfo? Argument(int i) => nullability?.GenericTypeArguments.Length > i ? nullability.GenericTypeArguments[i] : null;
    }
}
