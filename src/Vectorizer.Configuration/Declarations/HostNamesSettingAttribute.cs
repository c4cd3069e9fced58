namespace Vectorizer.Configuration.Declarations;

/// <summary>Names that a server is called by, without ports: <c>db.example.com</c>, <c>*.example.com</c>, <c>[::1]</c>, or <c>*</c>.</summary>
public sealed class HostNamesSettingAttribute : ListSettingAttribute
{
    /// <summary>Stands for every name.</summary>
    public const string Any = "*";

    private const string Below = "*.";

    /// <inheritdoc/>
    public override string Allowed => "a list of host names or addresses without ports, *.example.com for all names below one, or * alone for any";

    /// <inheritdoc/>
    protected override bool AcceptsItem(string item)
    {
        if (item == Any)
        {
            return true;
        }

        string name = item.StartsWith(Below, StringComparison.Ordinal) ? item[Below.Length..] : item;
        return Uri.CheckHostName(name) switch
        {
            UriHostNameType.Dns or UriHostNameType.IPv4 => true,

            // As it stands in a Host header: in brackets.
            UriHostNameType.IPv6 => name.StartsWith('['),
            _ => false,
        };
    }
}
