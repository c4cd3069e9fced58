using System.Collections;

namespace Vectorizer.Server.Api.Problems;

/// <summary>Collects what is wrong with a request, so that a caller learns all of it at once.</summary>
internal sealed class Faults : IEnumerable<Fault>
{
    /// <summary>Enough to see a pattern. Reading stops here: a body can hold a million faults, and each costs a message.</summary>
    public const int Max = 16;

    // Most requests have none.
    private List<Fault>? _faults;

    /// <summary>Whether nothing is wrong so far.</summary>
    public bool None => _faults is null;

    /// <summary>Adds a fault.</summary>
    /// <exception cref="ProblemException">It was the last one that is listed.</exception>
    public void Add(string pointer, string message)
    {
        (_faults ??= []).Add(new Fault(pointer, message));
        if (_faults.Count == Max)
        {
            throw Problem($"At least {Max} faults; reading stopped there.");
        }
    }

    /// <exception cref="ProblemException">Something is wrong.</exception>
    public void ThrowIfAny()
    {
        if (_faults is not null)
        {
            throw Problem(_faults.Count == 1 ? null : $"{_faults.Count} faults.");
        }
    }

    /// <summary>The problem for a single fault.</summary>
    public static ProblemException Single(string pointer, string message)
    {
        Faults faults = new();
        faults._faults = [new Fault(pointer, message)];
        return faults.Problem(null);
    }

    public IEnumerator<Fault> GetEnumerator() => (_faults ?? []).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private ProblemException Problem(string? summary)
    {
        Fault first = _faults![0];
        string detail = $"{first.Pointer}: {first.Message}";
        if (summary is not null)
        {
            detail = $"{summary} The first: {detail}";
        }

        return new ProblemException(new Problem(ProblemKind.ValidationFailed, detail) { Faults = [.. _faults] });
    }
}
