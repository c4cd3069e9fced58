using System.Globalization;
using System.Text;
using Vectorizer.Server.Api.Json;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Http;

/// <summary>Reads the parameters behind the question mark as strictly as bodies are read.</summary>
internal readonly struct QueryParameters
{
    private readonly IQueryCollection _query;
    private readonly Faults _faults;

    /// <param name="request">The request.</param>
    /// <param name="known">The parameters that the operation has. Others are refused.</param>
    /// <param name="faults">Where faults are collected.</param>
    public QueryParameters(HttpRequest request, MemberNames known, Faults faults)
    {
        _query = request.Query;
        _faults = faults;
        foreach (string name in _query.Keys)
        {
            if (!known.Contains(name))
            {
                faults.Add(Pointer(name), known.Refuse(Encoding.UTF8.GetBytes(name), "parameter"));
            }
            else if (_query[name].Count > 1)
            {
                faults.Add(Pointer(name), $"is given {_query[name].Count} times");
            }
        }
    }

    /// <summary>The parameter's text, or null when it was not given.</summary>
    public string? Text(string name) => _query.TryGetValue(name, out var values) ? values.ToString() : null;

    /// <summary>A whole number within bounds.</summary>
    public int Integer(string name, int min, int max, int otherwise)
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            && value >= min && value <= max)
        {
            return value;
        }

        _faults.Add(Pointer(name), $"must be a whole number {min}..{max}, was {Quoted.Text(text)}");
        return otherwise;
    }

    /// <summary>True or false.</summary>
    public bool Boolean(string name, bool otherwise)
    {
        switch (Text(name))
        {
            case null:
                return otherwise;
            case "true":
                return true;
            case "false":
                return false;
            case { } text:
                _faults.Add(Pointer(name), $"must be true or false, was {Quoted.Text(text)}");
                return otherwise;
        }
    }

    private static string Pointer(string name) => $"/{name[..Math.Min(name.Length, 64)]}";
}
