using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace EdgeInfer.PublicApi.Tests;

/// <summary>One member as its declaration would be written.</summary>
internal static class MemberListing
{
    public static string Of(MemberInfo member) => Experimental(member) + member switch
    {
        ConstructorInfo c => $"{Access(c)} {CSharpName.WithoutParameters(c.DeclaringType!)}({Parameters(c)})",
        MethodInfo m => Method(m),
        PropertyInfo p => Property(p),
        EventInfo e => $"{Access(e.AddMethod!)} event {CSharpName.Of(e)} {e.Name}",
        FieldInfo f => Field(f),
        _ => throw new ArgumentException($"{member.MemberType} is not a kind of member that is listed.", nameof(member)),
    };

    public static string Constraints(Type[] parameters)
    {
        IEnumerable<string> clauses =
            from parameter in parameters
            where parameter.IsGenericParameter
            let words = ConstraintsOf(parameter).ToArray()
            where words.Length > 0
            select $" where {parameter.Name} : {string.Join(", ", words)}";
        return string.Concat(clauses);
    }

    private static string Method(MethodInfo method)
    {
        string name = method.Name switch
        {
            "op_Implicit" => "implicit operator",
            "op_Explicit" => "explicit operator",
            "op_Equality" => "operator ==",
            "op_Inequality" => "operator !=",
            ['o', 'p', '_', .. string rest] => $"operator {rest}",
            _ => method.Name,
        };
        string generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(static t => t.Name))}>" : "";
        return $"{Access(method)} {Modifiers(method)}{CSharpName.Of(method.ReturnParameter)} {name}{generic}({Parameters(method)}){Constraints(method.GetGenericArguments())}";
    }

    private static string Property(PropertyInfo property)
    {
        MethodInfo[] accessors = [.. property.GetAccessors(nonPublic: true).Where(PublicSurface.IsOffered)];
        ParameterInfo[] index = property.GetIndexParameters();
        string name = index.Length > 0 ? $"this[{string.Join(", ", index.Select(Parameter))}]" : property.Name;
        string required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        string bodies = string.Join(' ', accessors.OrderBy(a => a == property.SetMethod).Select(a =>
            a == property.GetMethod ? "get;"
            : a.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init;"
            : "set;"));
        return $"{Access(accessors[0])} {Modifiers(accessors[0])}{required}{CSharpName.Of(property)} {name} {{ {bodies} }}";
    }

    private static string Field(FieldInfo field)
    {
        if (field.DeclaringType!.IsEnum) return $"{field.Name} = {Literal(Convert.ChangeType(field.GetRawConstantValue()!, Enum.GetUnderlyingType(field.DeclaringType), CultureInfo.InvariantCulture))}";
        string access = field.IsPublic ? "public" : "protected";
        return field.IsLiteral
            ? $"{access} const {CSharpName.Of(field)} {field.Name} = {Literal(field.GetRawConstantValue())}"
            : $"{access} {(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{CSharpName.Of(field)} {field.Name}";
    }

    private static string Access(MethodBase method) => method.IsPublic ? "public" : "protected";

    private static string Modifiers(MethodInfo method)
    {
        if (method.DeclaringType!.IsInterface) return method.IsStatic ? "static " : "";
        if (method.IsStatic) return "static ";
        if (method.IsAbstract) return "abstract ";
        if (method.GetBaseDefinition() != method) return method.IsFinal ? "sealed override " : "override ";
        return method.IsVirtual && !method.IsFinal ? "virtual " : "";
    }

    private static string Parameters(MethodBase method)
    {
        string extension = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return extension + string.Join(", ", method.GetParameters().Select(Parameter));
    }

    private static string Parameter(ParameterInfo parameter)
    {
        bool isParams = parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute));
        string scoped = parameter.IsDefined(typeof(ScopedRefAttribute)) && !parameter.IsOut && !isParams ? "scoped " : "";
        string direction = parameter switch
        {
            { IsOut: true } => "out ",
            { IsIn: true } => "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ => "",
        };
        string initial = parameter.HasDefaultValue ? $" = {Default(parameter)}" : "";
        return $"{(isParams ? "params " : "")}{scoped}{direction}{CSharpName.Of(parameter)} {parameter.Name}{initial}";
    }

    /// <summary>The default of a value type is null in metadata.</summary>
    private static string Default(ParameterInfo parameter) => parameter.RawDefaultValue switch
    {
        null when parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null => "default",
        { } number when parameter.ParameterType.IsEnum => $"{parameter.ParameterType.Name}.{Enum.ToObject(parameter.ParameterType, number)}",
        var value => Literal(value),
    };

    private static string Literal(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool truth => truth ? "true" : "false",
        float number => number.ToString("R", CultureInfo.InvariantCulture) + "f",
        var other => Convert.ToString(other, CultureInfo.InvariantCulture)!,
    };

    private static IEnumerable<string> ConstraintsOf(Type parameter)
    {
        GenericParameterAttributes flags = parameter.GenericParameterAttributes;
        bool isUnmanaged = parameter.GetCustomAttributesData().Any(static a => a.AttributeType.Name == "IsUnmanagedAttribute");
        bool isStruct = flags.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        if (isUnmanaged) yield return "unmanaged";
        else if (isStruct) yield return "struct";
        if (flags.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint)) yield return "class";
        foreach (Type constraint in parameter.GetGenericParameterConstraints().Where(static t => t != typeof(ValueType))) yield return CSharpName.Of(constraint);
        if (flags.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !isStruct) yield return "new()";
        if (flags.HasFlag(GenericParameterAttributes.AllowByRefLike)) yield return "allows ref struct";
    }

    private static string Experimental(MemberInfo member) =>
        member.GetCustomAttribute<ExperimentalAttribute>() is { } attribute ? $"[Experimental(\"{attribute.DiagnosticId}\")] " : "";
}
