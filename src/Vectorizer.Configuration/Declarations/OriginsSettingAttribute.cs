namespace Vectorizer.Configuration.Declarations;

/// <summary>Origins of pages: scheme, host and port, <c>https://app.example.com</c>, or <c>*</c>.</summary>
public sealed class OriginsSettingAttribute : ListSettingAttribute
{
    /// <summary>Stands for every origin.</summary>
    public const string Any = "*";

    /// <inheritdoc/>
    public override string Allowed => "a list of origins such as https://app.example.com without a path, or * alone for any";

    /// <inheritdoc/>
    protected override bool AcceptsItem(string item)
        => item == Any
            || (Uri.TryCreate(item, UriKind.Absolute, out Uri? origin)
                && (origin.Scheme == Uri.UriSchemeHttp || origin.Scheme == Uri.UriSchemeHttps)

                // Browsers send an origin as this writes it, so that another spelling would never match.
                && origin.GetLeftPart(UriPartial.Authority) == item
                && origin.UserInfo.Length == 0);
}
