using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace EdgeInfer.PublicApi.Tests;

/// <summary>What an assembly offers to others, as C#-like text in a stable order: one line a member.</summary>
/// <remarks>
/// Left out is what cannot be called or follows from the declaration: members that a record's compiler writes, accessors,
/// overrides of <see cref="object"/>, members that only the assembly itself can see.
/// </remarks>
internal static class ApiListing
{
    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (IGrouping<string?, Type> space in PublicSurface.Types(assembly).GroupBy(static t => t.Namespace))
        {
            text.Append("namespace ").Append(space.Key).Append(";\n\n");
            foreach (Type type in space) AppendType(text, type);
        }

        return text.ToString().TrimEnd('\n') + '\n';
    }

    private static void AppendType(StringBuilder text, Type type)
    {
        foreach (string attribute in Attributes(type)) text.Append(attribute).Append('\n');
        text.Append("public ").Append(Declaration(type)).Append('\n');
        IEnumerable<string> lines = PublicSurface.Members(type)
            .Select(static m => (m.Name, Line: MemberListing.Of(m)))
            .OrderBy(static m => m.Name, StringComparer.Ordinal)
            .ThenBy(static m => m.Line, StringComparer.Ordinal)
            .Select(static m => m.Line);
        foreach (string line in lines) text.Append("    ").Append(line).Append('\n');
        text.Append('\n');
    }

    private static string Declaration(Type type)
    {
        if (type.IsEnum) return $"enum {CSharpName.Of(type)} : {CSharpName.Of(Enum.GetUnderlyingType(type))}";
        string kind = type switch
        {
            { IsInterface: true } => "interface",
            { IsValueType: true } => $"{(type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "")}{(type.IsByRefLike ? "ref " : "")}{(PublicSurface.IsRecord(type) ? "record " : "")}struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            _ => $"{(type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "")}{(PublicSurface.IsRecord(type) ? "record" : "class")}",
        };
        IEnumerable<Type> bases = (Type[])[
            .. type.BaseType is { } b && b != typeof(object) && b != typeof(ValueType) ? [b] : Type.EmptyTypes,
            .. type.GetInterfaces().Where(i => IsDeclaredOn(type, i)).OrderBy(static i => CSharpName.Of(i), StringComparer.Ordinal)];
        string[] names = [.. bases.Select(static t => CSharpName.Of(t))];
        return $"{kind} {CSharpName.Of(type)}{(names.Length > 0 ? " : " + string.Join(", ", names) : "")}{MemberListing.Constraints(type.GetGenericArguments())}";
    }

    /// <summary>Not those that come with the base type, another interface, or being a record.</summary>
    private static bool IsDeclaredOn(Type type, Type candidate) =>
        candidate.IsVisible
        && !(PublicSurface.IsRecord(type) && candidate == typeof(IEquatable<>).MakeGenericType(type))
        && type.BaseType?.GetInterfaces().Contains(candidate) != true
        && !type.GetInterfaces().Any(i => i.GetInterfaces().Contains(candidate));

    private static IEnumerable<string> Attributes(Type type)
    {
        if (type.IsDefined(typeof(FlagsAttribute))) yield return "[Flags]";
        if (type.GetCustomAttribute<ExperimentalAttribute>() is { } experimental) yield return $"[Experimental(\"{experimental.DiagnosticId}\")]";
        // The compiler marks types that older ones must not use as obsolete; that is not the author's word.
        if (!type.IsByRefLike && type.GetCustomAttribute<ObsoleteAttribute>() is { } obsolete) yield return $"[Obsolete(\"{obsolete.Message}\")]";
    }
}
