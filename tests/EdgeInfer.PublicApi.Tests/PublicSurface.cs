using System.Reflection;
using System.Runtime.CompilerServices;

namespace EdgeInfer.PublicApi.Tests;

/// <summary>The types and members that code outside an assembly can use.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>By namespace, then by name.</summary>
    public static IEnumerable<Type> Types(Assembly assembly) => assembly.GetTypes()
        .Where(static t => t.IsVisible)
        .OrderBy(static t => t.Namespace, StringComparer.Ordinal)
        .ThenBy(static t => CSharpName.Of(t), StringComparer.Ordinal);

    /// <summary>What the source declares; nested types are types of their own.</summary>
    public static IEnumerable<MemberInfo> Members(Type type) => type.GetMembers(Declared).Where(m => IsOffered(type, m));

    public static bool IsRecord(Type type) =>
        type.GetMethod("<Clone>$", Declared) is not null
        || (type.IsValueType && type.GetMethod("PrintMembers", Declared)?.IsDefined(typeof(CompilerGeneratedAttribute)) == true);

    /// <summary>Reachable from outside: public, or protected in a type that can be derived from.</summary>
    public static bool IsOffered(MethodBase? method) =>
        method is not null && (method.IsPublic || ((method.IsFamily || method.IsFamilyOrAssembly) && !method.DeclaringType!.IsSealed));

    private static bool IsOffered(Type type, MemberInfo member) => member switch
    {
        ConstructorInfo constructor => !constructor.IsStatic && IsOffered(constructor) && !IsCopyConstructor(type, constructor),
        MethodInfo method => IsOffered(method) && !IsAccessor(method) && !method.IsDefined(typeof(CompilerGeneratedAttribute)) && !IsOverrideOfObject(method),
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsOffered) && property.Name != "EqualityContract",
        EventInfo @event => IsOffered(@event.AddMethod),
        FieldInfo field => (field.IsPublic || (field.IsFamily && !type.IsSealed)) && !field.IsSpecialName,
        _ => false,
    };

    private static bool IsCopyConstructor(Type type, ConstructorInfo constructor) =>
        IsRecord(type) && constructor.GetParameters() is [{ } only] && only.ParameterType == type;

    private static bool IsAccessor(MethodInfo method) => method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static bool IsOverrideOfObject(MethodInfo method) => method.GetBaseDefinition().DeclaringType == typeof(object);
}
