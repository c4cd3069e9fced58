namespace Vectorizer.Server.CrashTests.Model;

/// <summary>The alias of one connection, which nobody else changes.</summary>
/// <param name="name">The alias.</param>
internal sealed class AliasModel(string name)
{
    public string Name => name;

    public string Path => $"/api/v1/aliases/{name}";

    /// <summary>What it stands for; null while there is no such alias.</summary>
    public CollectionModel? Target { get; set; }

    /// <summary>Decides whether a change happened that was not answered.</summary>
    /// <param name="operation">The change.</param>
    /// <param name="isObserved">Whether the alias is shown for the collection that the operation is about.</param>
    public bool Settle(Operation operation, bool isObserved)
    {
        CollectionModel? target = operation is SetAlias ? operation.Collection : null;
        if (isObserved != (target is not null) || Target == target)
        {
            return false;
        }

        Target = target;
        return true;
    }
}
