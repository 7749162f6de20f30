/** The environment of the page: its dev-id, as every call of the api takes it. */
import { useParams } from '@tanstack/react-router';

export const useEnvironment = (): string => useParams({ strict: false }).environment ?? '';
