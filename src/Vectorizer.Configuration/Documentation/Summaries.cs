using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Vectorizer.Configuration.Documentation;

/// <summary>What sections and settings do, from the XML comments above them: the compiler writes those beside the assembly.</summary>
internal sealed partial class Summaries
{
    private readonly Dictionary<string, XElement> _byMember;

    private Summaries(XDocument document) => _byMember = document.Descendants("member")
        .Where(member => member.Element("summary") is not null)
        .ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("summary")!);

    /// <summary>Reads those of this assembly.</summary>
    /// <exception cref="FileNotFoundException">They do not lie beside it.</exception>
    public static Summaries Load() => new(XDocument.Load(
        Path.Combine(AppContext.BaseDirectory, typeof(Summaries).Assembly.GetName().Name + ".xml")));

    /// <summary>That of a section, as Markdown in one line.</summary>
    public string Of(Type section) => Text($"T:{section.FullName}");

    /// <summary>That of a setting, as Markdown in one line.</summary>
    public string Of(PropertyInfo property) => Text($"P:{property.DeclaringType!.FullName}.{property.Name}");

    private string Text(string member) => Spaces().Replace(
        string.Concat(_byMember[member].Nodes().Select(node => node is XElement code ? $"`{code.Value}`" : ((XText)node).Value)), " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
