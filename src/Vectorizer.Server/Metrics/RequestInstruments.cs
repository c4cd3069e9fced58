using System.Diagnostics.Metrics;
using Vectorizer.Abstractions.Diagnostics;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Metrics;

/// <summary>Counts the requests that the web API refuses.</summary>
/// <param name="meters">Null for instruments that nobody listens to.</param>
internal sealed class RequestInstruments(IMeterFactory? meters)
{
    /// <summary>Name of the instrument.</summary>
    public const string RejectedName = "vectorizer.requests.rejected";

    private readonly Counter<long> _rejected = (meters?.Create(VectorizerMeter.Name) ?? new Meter("Vectorizer.Unheard")).CreateCounter<long>(RejectedName, "{request}");

    /// <summary>A request was answered with a problem.</summary>
    public void Answered(ProblemKind kind)
    {
        if (RejectionReasons.Of(kind) is { } reason)
        {
            _rejected.Add(1, new KeyValuePair<string, object?>("reason", reason));
        }
    }
}
