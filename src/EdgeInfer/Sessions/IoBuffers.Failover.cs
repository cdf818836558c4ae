using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Sessions;

internal sealed partial class IoBuffers
{
    /// <summary>Makes a failed call again on the providers that come next.</summary>
    /// <returns>False where none of them succeeds; the buffers are then where they were, and the input is taken to be at fault.</returns>
    private bool RunElsewhere(OnnxRuntimeException error, CancellationToken cancellationToken)
    {
        if (OnnxRuntimeError.Code(error) is "InvalidArgument") return false;
        LoadedModel failed = _loaded;
        for (LoadedModel? next = _session.Replacement(failed, failed, error); next is not null; next = _session.Replacement(failed, next, error))
        {
            if (!TryRunOn(next, failed, cancellationToken)) continue;
            _session.Retire(failed, next, error);
            failed.Leave();
            return true;
        }

        return false;
    }

    private bool TryRunOn(LoadedModel next, LoadedModel failed, CancellationToken cancellationToken)
    {
        bool succeeded = false;
        try
        {
            MoveTo(next);
            RunHere(cancellationToken);
            succeeded = true;
        }
        catch (OnnxRuntimeException)
        {
            // The input may be at fault, or this provider is no better; what counts is the first error.
        }
        finally
        {
            if (!succeeded) MoveBack(next, failed);
        }

        return succeeded;
    }

    private void MoveBack(LoadedModel next, LoadedModel failed)
    {
        if (_loaded == next) MoveTo(failed);
        next.Leave();
    }

    /// <summary>Binds everything anew, to another provider's session. Inputs keep their values.</summary>
    private void MoveTo(LoadedModel next)
    {
        OrtIoBinding binding = next.Inner.CreateIoBinding();
        ReleaseRuntimeOutputs();
        ReleaseBinding();
        (_loaded, _binding, _inPlace) = (next, binding, next.Choice.Provider.UsesHostMemory);
        Array.Fill(_inputStale, true);
        BindOutputs();
    }

    private InferenceException Failure(OnnxRuntimeException error)
    {
        string remedy = _session.Provider.Requested.IsStrict && _loaded.Choice.Provider is not Providers.CpuProvider
            ? $"; '{_session.Provider.Requested}' alone was asked for: name others after it, as in '{_session.Provider.Requested},cpu', to have them take over"
            : "";
        return new InferenceException(
            $"{_session.Name} failed on provider {_loaded.Choice.Name}: {OnnxRuntimeError.Describe(error)}{remedy}", _session.Name, error);
    }
}
