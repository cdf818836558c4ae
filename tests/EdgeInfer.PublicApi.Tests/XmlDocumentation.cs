using System.Reflection;
using System.Xml.Linq;

namespace EdgeInfer.PublicApi.Tests;

/// <summary>The documentation file that the compiler writes beside an assembly.</summary>
internal sealed class XmlDocumentation
{
    private readonly Dictionary<string, XElement> _members;

    private XmlDocumentation(XDocument document) =>
        _members = document.Descendants("member").ToDictionary(static m => m.Attribute("name")!.Value);

    public static XmlDocumentation Load(string path)
    {
        Assert.True(File.Exists(path), $"{path} is missing: the project does not generate documentation.");
        return new XmlDocumentation(XDocument.Load(path));
    }

    /// <summary>Whether something is said: at least one element with words in it, or that another member's words hold.</summary>
    public bool Has(MemberInfo member)
    {
        string id = DocumentationId.Of(member);
        if (!_members.TryGetValue(id, out XElement? element)) return IsParameterOfRecord(member);
        return element.Elements().Any(static e => e.Name == "inheritdoc" || e.Value.Trim().Length > 0) || IsParameterOfRecord(member);
    }

    /// <summary>A positional record documents its properties, and its constructor, as parameters of the type.</summary>
    private bool IsParameterOfRecord(MemberInfo member)
    {
        Type? type = member.DeclaringType;
        if (type is null || !PublicSurface.IsRecord(type) || !_members.TryGetValue(DocumentationId.Of(type), out XElement? element)) return false;
        HashSet<string> documented = [.. element.Elements("param").Where(static p => p.Value.Trim().Length > 0).Select(static p => p.Attribute("name")!.Value)];
        return member switch
        {
            PropertyInfo property => documented.Contains(property.Name),
            ConstructorInfo constructor => constructor.GetParameters().All(p => documented.Contains(p.Name!)),
            _ => false,
        };
    }
}
