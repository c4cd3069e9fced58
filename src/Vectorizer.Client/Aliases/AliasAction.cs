using System.Text.Json.Serialization;

namespace Vectorizer.Client.Aliases;

/// <summary>A step of a change of aliases.</summary>
public sealed record AliasAction
{
    private AliasAction()
    {
    }

    [JsonInclude]
    internal CreateStep? Create { get; init; }

    [JsonInclude]
    internal DeleteStep? Delete { get; init; }

    [JsonInclude]
    internal RenameStep? Rename { get; init; }

    /// <summary>Lets a name stand for a collection, whatever it stood for before.</summary>
    /// <param name="alias">The name.</param>
    /// <param name="collection">The collection's own name.</param>
    public static AliasAction Set(string alias, string collection) => new() { Create = new CreateStep(alias, collection) };

    /// <summary>Lets an alias stand for nothing any more.</summary>
    public static AliasAction Remove(string alias) => new() { Delete = new DeleteStep(alias) };

    /// <summary>Gives an alias another name, which must be free.</summary>
    public static AliasAction Move(string from, string to) => new() { Rename = new RenameStep(from, to) };

    internal sealed record CreateStep(string Alias, string Collection);

    internal sealed record DeleteStep(string Alias);

    internal sealed record RenameStep(string From, string To);
}
